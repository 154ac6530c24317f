import { expect } from "chai";
import { describe, it } from "mocha";
import { Agreement } from "../../src/agent/agreement.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import { executeBatch, type Execution } from "../../src/rollup/execution.ts";
import { GENESIS, programOf, taskOf } from "../rollup/batches.ts";

const toy = programOf("toy");
const execute = (): Execution => executeBatch(taskOf(toy, new Uint8Array([1]), GENESIS));
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/** An execution that ends as it did, and says something else on the way. */
function altered(execution: Execution, trace: Partial<Trace>): Execution {
  const { maxSteps } = execution.trace;
  const rest = {
    hashesAt: (steps: readonly number[]) => execution.trace.hashesAt(steps),
    proofAt: (step: number) => execution.trace.proofAt(step),
  };
  return { ...execution, trace: { maxSteps, ...rest, ...trace } as never };
}

describe("Agreement", () => {
  it("says what both executions say", async () => {
    const [first, second] = [execute(), execute()];
    const agreement = new Agreement(first, second);
    expect(agreement.maxSteps).to.equal(first.trace.maxSteps);
    const steps = [0, 17, 700, 4_096];
    expect(await agreement.hashesAt(steps)).to.deep.equal(await first.trace.hashesAt(steps));
    expect(await agreement.proofAt(700)).to.equal(await first.trace.proofAt(700));
    agreement.rest();
    expect(await agreement.proofAt(17)).to.equal(await first.trace.proofAt(17));
  });

  for (const field of ["parent", "end", "result"] as const) {
    it(`is none between two that do not end alike: ${field}`, () => {
      const [first, second] = [execute(), execute()];
      const other = { ...second, belief: { ...second.belief, [field]: `0x${"77".repeat(32)}` } };
      expect(() => new Agreement(first, other))
        .to.throw(/Batch 1 .* the end/)
        .with.property("code", "EXECUTION_DISAGREES");
    });
  }

  it("says nothing of a state or a step in which they differ, whichever of them errs", async () => {
    const [first, second] = [execute(), execute()];
    const wrong = altered(second, {
      hashesAt: async (steps) =>
        (await second.trace.hashesAt(steps)).map((hash, i) => (i === 63 ? `0x${"77".repeat(32)}` : hash) as never),
      proofAt: async (step) => `${await second.trace.proofAt(step)}00`,
    });
    for (const agreement of [new Agreement(first, wrong), new Agreement(wrong, first)]) {
      const steps = Array.from({ length: 64 }, (_, i) => i);
      expect(codeOf(await agreement.hashesAt(steps).catch((thrown: unknown) => thrown))).to.equal(
        "EXECUTION_DISAGREES",
      );
      expect(codeOf(await agreement.proofAt(1).catch((thrown: unknown) => thrown))).to.equal("EXECUTION_DISAGREES");
    }
  });
});
