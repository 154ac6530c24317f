import { expect } from "chai";
import { describe, it } from "mocha";
import { remainSolvent } from "./solvency.ts";

const SEED = 20_261_124;

describe("the bridge and the ledger", () => {
  it("owe together what was deposited, through batches of both kinds, void runs, exits and payments", async () => {
    const seen = await remainSolvent(SEED, 100);
    console.log(`      seed ${SEED}: ${JSON.stringify(seen)}`);
    for (const [what, times] of Object.entries(seen)) expect(times, what).to.be.above(0);
  }).timeout(120_000);
});
