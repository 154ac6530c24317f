import type { Step } from "../types/step.ts";

/** A stretch of a replay: from a checkpoint, or from where the machine is, on to each of some steps. */
export type Leg = {
  /** The checkpoint to go back or ahead to; undefined to go on from where the machine is. */
  readonly from: Step | undefined;
  /** Ascending. */
  readonly stops: readonly Step[];
};

/**
 * How a machine that is at step `at` comes to each of `stops`, which ascend, with the fewest steps: each from the nearest
 * state before it, one pass in all. No more steps are taken than lie between the first stop and the last, and between the
 * first and the checkpoint before it.
 * @param checkpoints steps of states that can be restored, ascending, step 0 among them
 */
export function plan(at: Step, checkpoints: readonly Step[], stops: readonly Step[]): Leg[] {
  const legs: { from: Step | undefined; stops: Step[] }[] = [];
  let now = at;
  for (const stop of stops) {
    const nearest = checkpoints.findLast((step) => step <= stop)!;
    const goesOn = now <= stop && now >= nearest;
    const leg = legs.at(-1);
    if (goesOn && leg !== undefined) leg.stops.push(stop);
    else legs.push({ from: goesOn ? undefined : nearest, stops: [stop] });
    now = stop;
  }
  return legs;
}
