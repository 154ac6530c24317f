import { parseEther } from "viem";
import { expect } from "chai";
import { describe, it } from "mocha";
import { loadScenario } from "../../scripts/lib/scenarios.ts";
import { REALLY_PROVEN } from "./reallyProven.ts";

const LEDGER = ["ledger-dispute", "false-parent", "wrong-register", "contradiction", REALLY_PROVEN];

describe("scenarios of a ledger, by how many parts a search has", () => {
  for (const name of LEDGER) {
    for (const nary of [2, 8, 16]) {
      it(`end as they must: ${name}, ${nary}`, async function () {
        this.timeout(600_000);
        // A search by halves has four times the moves, and a bond covers them all.
        const outcome = await (await loadScenario(name))({ nary, bond: parseEther("1") });
        expect([outcome.scenario, outcome.nary]).to.deep.equal([name, nary]);
        expect(outcome.final).to.be.above(1);
      });
    }
  }
});
