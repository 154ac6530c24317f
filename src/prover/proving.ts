import { challengePoint, commitments, triplesOf } from "../ledger/commitment.ts";
import type { Hex } from "../types/hex.ts";
import { segmentsOf, type Segment } from "../validity/witness.ts";
import type { Place } from "./lineage.ts";

/** A segment to prove, under a name that is the same for every prover of this court and circuit. */
export type Task = { readonly id: string; readonly segment: Segment };

/** What proving a batch takes. */
export type Proving = {
  readonly place: Place;
  /** c: commitment to the batch's words. */
  readonly commitment: bigint;
  /** One for each segment, in order. */
  readonly tasks: readonly Task[];
};

/** @param records how many a segment of the circuit holds */
export function provingOf(place: Place, records: number): Proving {
  const { batch, ledger, before, parentMessages } = place;
  const commitment = commitments(triplesOf(ledger)).at(-1)!;
  const z = challengePoint(batch.inputRoot, batch.inputLength, commitment);
  const segments = segmentsOf(before, ledger, { records, z, parentMessages });
  const name = jobName(batch.number, batch.accumulator);
  const tasks = segments.map((segment, i) => ({ id: `${name}-${padded(i + 1)}`, segment }));
  return { place, commitment, tasks };
}

/** What the names of a batch's tasks begin with. The accumulator names everything that L1 has up to this batch. */
export function jobName(batch: number, accumulator: Hex): string {
  return `${padded(batch)}-${accumulator.slice(2, 18)}`;
}

/** The order of the names is that of the numbers. */
function padded(number: number): string {
  return String(number).padStart(8, "0");
}
