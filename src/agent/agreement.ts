import type { Trace } from "../dispute/trace.ts";
import { RollupError } from "../rollup/error.ts";
import type { Execution } from "../rollup/execution.ts";
import type { Hex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";

/**
 * Two executions of one batch that were derived apart from each other, as one trace: it says only what both say. Nothing
 * that a bond depends on leaves an agent by another way.
 */
export class Agreement implements Trace {
  readonly maxSteps: number;
  readonly #first: Execution;
  readonly second: Execution;

  /** @throws RollupError EXECUTION_DISAGREES when the two do not end alike */
  constructor(first: Execution, second: Execution) {
    this.maxSteps = first.trace.maxSteps;
    this.#first = first;
    this.second = second;
    const [one, other] = [first.belief, second.belief];
    this.#require(one.parent === other.parent && one.end === other.end && one.result === other.result, "the end");
  }

  /** @throws RollupError EXECUTION_DISAGREES */
  async hashesAt(steps: readonly number[]): Promise<StateHash[]> {
    const hashes = await this.#first.trace.hashesAt(steps);
    const others = await this.second.trace.hashesAt(steps);
    const differs = hashes.findIndex((hash, i) => hash !== others[i]);
    this.#require(differs < 0, `the state after step ${steps[differs]}`);
    return hashes;
  }

  /** @throws RollupError EXECUTION_DISAGREES */
  async proofAt(step: number): Promise<Hex> {
    const proof = await this.#first.trace.proofAt(step);
    this.#require(proof === (await this.second.trace.proofAt(step)), `the proof of step ${step}`);
    return proof;
  }

  /** Lets go of both machines until the next question. */
  rest(): void {
    this.#first.trace.rest();
    this.second.trace.rest();
  }

  #require(agree: boolean, about: string): void {
    if (agree) return;
    throw new RollupError("EXECUTION_DISAGREES", {
      what: `Batch ${this.#first.batch.number} was executed twice, and the two runs do not agree on ${about}`,
      fix: "Nothing is risked on this batch any more: start the agent on another machine, and compare",
    });
  }
}
