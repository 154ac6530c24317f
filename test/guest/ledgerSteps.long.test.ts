import { expect } from "chai";
import { describe, it } from "mocha";
import { KINDS, workOf } from "../../bench/lib/ledgerBatches.ts";
import { MOST_RECORDS } from "../../bench/lib/ledgerBound.ts";
import { anchorOf, MAX_BODY, MAX_STEPS, nodesOf, runBatch } from "../../bench/lib/ledgerGuest.ts";
import { execute } from "../../src/ledger/execution.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";

describe("guest/ledger: the longest batch of each kind", () => {
  for (const kind of KINDS) {
    it(`${kind}: ends below maxSteps, with the right output`, () => {
      const { state, batch } = workOf(kind, MOST_RECORDS);
      const end = runBatch(batch, anchorOf(state), nodesOf(state));
      expect([end.status, end.exitCode]).to.deep.equal([STATUS_HALTED, 0]);
      expect(end.output).to.equal(execute(state, batch).output);
      expect(batch.body.length).to.be.at.least(MAX_BODY - 78);
      expect(end.steps).to.be.below(0.7 * MAX_STEPS);
      console.log(`      ${end.steps} steps, ${(end.steps / MAX_STEPS).toFixed(3)} of maxSteps`);
    });
  }
});
