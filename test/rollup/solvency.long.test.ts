import { describe, it } from "mocha";
import { remainSolvent } from "./solvency.ts";

const [FIRST, GAMES, CALLS] = [810_001, 40, 250];

describe("the bridge and the ledger, long", () => {
  for (let seed = FIRST; seed < FIRST + GAMES; seed++) {
    it(`owe together what was deposited: ${CALLS} calls of seed ${seed}`, async () => {
      console.log(`      ${JSON.stringify(await remainSolvent(seed, CALLS))}`);
    });
  }
});
