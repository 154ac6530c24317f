import { expect } from "chai";
import { before, describe, it } from "mocha";
import { KINDS, type Kind } from "../../bench/lib/ledgerBatches.ts";
import { boundOf, MOST_RECORDS, runKind } from "../../bench/lib/ledgerBound.ts";
import { type End, MAX_STEPS } from "../../bench/lib/ledgerGuest.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";

const RECORDS = 12;
/** What a transfer must not exceed, its signature included, and what it is meant to take. */
const BUDGET = 250_000;
const AIM = 120_000;

/**
 * A batch that ran into the step limit would be void on the machine alone, and the lanes would disagree about it. That
 * none can is shown here by a bound, and by the longest batches themselves in ledgerSteps.long.test.ts.
 */
describe("guest/ledger: steps", () => {
  const ends = new Map<Kind, End>();

  before(() => {
    for (const kind of KINDS) ends.set(kind, runKind(kind, RECORDS));
  });

  it("of a transfer stay below the budget, and the aim", () => {
    const { status, steps } = ends.get("transfer")!;
    expect(status).to.equal(STATUS_HALTED);
    expect(steps / RECORDS)
      .to.be.below(AIM)
      .and.below(BUDGET);
  });

  it("of every batch that the Inbox admits stay below maxSteps", () => {
    for (const { status } of ends.values()) expect(status).to.equal(STATUS_HALTED);
    const bound = boundOf([...ends.values()], RECORDS);
    expect(MOST_RECORDS).to.equal(1677);
    expect(bound).to.be.below(0.8 * MAX_STEPS);
  });

  it("of a signature are most when no digit of its scalars is zero", () => {
    const [forged, transfer] = [ends.get("forged")!, ends.get("transfer")!];
    expect(forged.phases.signature).to.be.above(transfer.phases.signature);
    expect(forged.phases.apply).to.equal(0);
  });
});
