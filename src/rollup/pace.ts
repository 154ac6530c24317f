import type { Step } from "../types/step.ts";

/** What a checkpoint costs, in seconds of a processor; measured by bench/checkpoints.ts. */
export type Costs = {
  /** Whatever has changed. */
  readonly checkpoint: number;
  /** Each chunk that has changed since the checkpoint before. */
  readonly chunk: number;
};

/** In memory: changed chunks are copied, nothing is hashed. */
export const IN_MEMORY: Costs = { checkpoint: 100e-6, chunk: 4e-6 };

/** On disk: changed chunks are hashed and written, and the write is waited for. */
export const ON_DISK: Costs = { checkpoint: 35e-3, chunk: 100e-6 };

/** Chunks that are taken to change between two checkpoints before anything is known of a program. */
const USUAL_CHUNKS = 64;

/** Below this no checkpoint is worth its name; steps. */
const LEAST = 2 ** 12;

/**
 * How far apart checkpoints of a run are, in steps, a power of two: so that taking them through the run and executing the
 * stretch between two of them once more, as a dispute does, cost least together. The cuts of a dispute about a power of two of
 * steps then fall on checkpoints, until its segments are shorter.
 * @param chunks that change between two checkpoints
 */
export function interval(costs: Costs, stepsPerSecond: number, maxSteps: Step, chunks = USUAL_CHUNKS): Step {
  const one = costs.checkpoint + chunks * costs.chunk;
  const total = (length: Step): number => (maxSteps / length) * one + length / stepsPerSecond;
  let best = LEAST;
  while (best < maxSteps && total(2 * best) < total(best)) best *= 2;
  return best;
}
