import { createHash } from "node:crypto";
import { expect } from "chai";
import { describe, it } from "mocha";
import { encodeTransfers, type Transfer } from "../../examples/bank/transfers.ts";
import { executeBatch } from "../../src/rollup/execution.ts";
import { FAULT_KINDS, type Fault, type Tried } from "../../src/rollup/fault.ts";
import { applyBatch, genesis, packed } from "../guest/bankOracle.ts";
import { GENESIS, programOf, taskOf, ZERO } from "./batches.ts";

const toy = programOf("toy");
const BODY = new Uint8Array([1, 2, 3]);
/** The counter adds 100 and the bytes of the body. */
const OUTPUT = `0x${"6a000000".padEnd(64, "0")}`;

describe("executeBatch", () => {
  it("finds what the guest commits to", () => {
    const { belief, end, opening, steps } = executeBatch(taskOf(toy, BODY, GENESIS));
    expect(opening.output).to.equal(OUTPUT);
    expect(opening.parent).to.equal(belief.parent);
    expect(end.status).to.equal(1);
    expect(steps).to.be.within(500, 2 ** 12 - 1);
  });

  it("finds a run void that is still going on at the limit: its result is the parent's", () => {
    const rules = { maxSteps: 2 ** 8, nary: 16, programKind: "anchored" } as const;
    const { end, opening, steps } = executeBatch(taskOf(toy, BODY, { ...GENESIS, output: OUTPUT as "0x" }, { rules }));
    expect(end.status).to.equal(0);
    expect(opening.output).to.equal(OUTPUT);
    expect(steps).to.equal(2 ** 8);
  });

  it("refuses an input that is not the one the Inbox has", () => {
    const task = taskOf(toy, BODY, GENESIS);
    const batch = { ...task.batch, inputRoot: ZERO };
    expect(() => executeBatch({ ...task, batch }))
      .to.throw()
      .with.property("code", "BATCH_MISMATCH");
    const input = task.input.slice(0, -1);
    expect(() => executeBatch({ ...task, input }))
      .to.throw()
      .with.property("code", "BATCH_MISMATCH");
  });

  it("carries the memory of a persistent program from batch to batch, and past a void one", () => {
    const bank = programOf("bank");
    const rules = { maxSteps: 2 ** 24, nary: 16, programKind: "persistent" } as const;
    const state = genesis();
    const bodies = [0, 1].map((nonce) => encodeTransfers([{ from: 1, to: 2, amount: 10n, nonce } as Transfer]));
    const first = executeBatch(taskOf(bank, bodies[0]!, GENESIS, { rules }));
    const short = { ...rules, maxSteps: 2 ** 8 };
    const empty = executeBatch(taskOf(bank, bodies[1]!, first.opening, { rules: short, memory: first.memory }));
    expect(empty.memory).to.equal(first.memory);
    expect(empty.opening.memoryRoot).to.equal(first.end.memoryRoot);
    const second = executeBatch(taskOf(bank, bodies[1]!, empty.opening, { rules, memory: empty.memory }));
    for (const [i, { opening }] of [first, second].entries()) {
      applyBatch(state, bodies[i]!);
      const digest = createHash("sha256").update(packed(state)).digest("hex");
      expect(opening.output, `batch ${i + 1}`).to.equal(`0x${digest}`);
    }
    expect(state.applied).to.equal(2n);
  });
});

describe("executeBatch with a fault", () => {
  const truth = executeBatch(taskOf(toy, BODY, GENESIS));
  const lieOf = (fault: Fault): ReturnType<typeof executeBatch> => executeBatch(taskOf(toy, BODY, GENESIS, { fault }));

  for (const kind of FAULT_KINDS) {
    it(`ends falsely, and tells the truth up to the step: ${kind}`, async () => {
      const lying = lieOf({ kind, step: 300 });
      expect(lying.belief.end).to.not.equal(truth.belief.end);
      const hashesAt = async ({ trace }: typeof truth, ...steps: number[]): Promise<readonly string[]> =>
        trace.hashesAt(steps);
      const until = kind === "input" ? [0] : [0, 1, 299, 300];
      expect(await hashesAt(lying, ...until)).to.deep.equal(await hashesAt(truth, ...until));
      const [after] = await hashesAt(lying, 2 ** 12);
      expect(after).to.equal(lying.belief.end);
    });
  }

  it("takes its step from the batch when none is given, the same for the same batch", () => {
    expect(lieOf({ kind: "register" }).belief).to.deep.equal(lieOf({ kind: "register" }).belief);
  });

  it("tells the same lie once more without trying it again", () => {
    const lying = lieOf({ kind: "register", step: 300 });
    expect(lieOf(lying.tried!).belief).to.deep.equal(lying.belief);
    // One without effect, which is not found out.
    expect(lieOf({ kind: "skip", step: 4_000, isTried: true } as Tried).belief).to.deep.equal(truth.belief);
  });

  it("says so when a fault would change nothing", () => {
    expect(() => lieOf({ kind: "skip", step: 4_000 }))
      .to.throw()
      .with.property("code", "FAULT_INVALID");
  });
});
