import type { StateHash } from "../types/stateHash.ts";
import type { Step } from "../types/step.ts";
import { cut, parts } from "./search.ts";
import type { Trace } from "./trace.ts";

/** Where two traces part, and how many pairs of hashes were compared to find it. */
export type Parting = {
  /** They agree on the state before this step and not on the one after it; undefined where they agree at both ends. */
  readonly step: Step | undefined;
  readonly hashesCompared: number;
};

/**
 * The step at which two runs part, found as a dispute finds it: nary - 1 pairs of hashes a round. Runs that part, come
 * together and part again have several such steps, of which this is one.
 * @param length steps; the runs agree before the first one
 */
export async function parting(
  one: Pick<Trace, "hashesAt">,
  other: Pick<Trace, "hashesAt">,
  length: Step,
  nary: number,
): Promise<Parting> {
  let hashesCompared = 0;
  const differAt = async (steps: readonly Step[]): Promise<number> => {
    const [ours, theirs]: (readonly StateHash[])[] = [await one.hashesAt(steps), await other.hashesAt(steps)];
    hashesCompared += steps.length;
    return ours!.findIndex((hash, i) => hash !== theirs![i]);
  };
  // The ends, and what lies between them, in one pass over each run.
  let segment = { start: 0, length };
  let steps = cuts(segment, nary);
  for (let first = await differAt(steps); first >= 0; first = await differAt(steps)) {
    const [start, end] = [first === 0 ? segment.start : steps[first - 1]!, steps[first]!];
    segment = { start, length: end - start };
    if (segment.length === 1) return { step: start, hashesCompared };
    steps = cuts(segment, nary);
  }
  return { step: undefined, hashesCompared };
}

/** All cuts of a segment but its start. */
function cuts({ start, length }: { start: Step; length: Step }, nary: number): Step[] {
  return Array.from({ length: parts(length, nary) }, (_, i) => cut(start, length, nary, i + 1));
}
