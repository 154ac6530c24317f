import type { Hex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";

/**
 * All that a dispute ever sees of a machine: the hash of the state after `step` steps, and the proof of one step.
 * Steps run from 0 to `maxSteps`; where a machine has stopped earlier, its last state repeats.
 */
export interface Trace {
  /** Length of the span, in steps. */
  readonly maxSteps: number;
  /** Hashes of the states at `steps`, which ascend; answered in one pass. */
  hashesAt(steps: readonly number[]): Promise<readonly StateHash[]>;
  /** The one-step proof (docs/machine.md) from state `step` to state `step + 1`. */
  proofAt(step: number): Promise<Hex>;
}
