import { freezeActions, type Action as CourtAction } from "../rollup/decide.ts";
import { progressKey, statementKey } from "../rollup/ids.ts";
import { attestationOn } from "../rollup/query.ts";
import type { Attestation, Timing, View } from "../rollup/view.ts";
import type { Proof } from "../validity/proofSystem.ts";
import { ProverError } from "./error.ts";
import type { Place } from "./lineage.ts";
import type { Proving } from "./proving.ts";

/** One transaction that a prover wants on L1. */
export type Action =
  | { readonly kind: "commit"; readonly proving: Proving }
  | { readonly kind: "prove"; readonly proving: Proving; readonly segment: number; readonly proof: Proof }
  | Extract<CourtAction, { readonly kind: "settle" | "freeze" }>;

/**
 * The batches to prove, most urgent first: before all others those of which another output is attested, for only a proof of
 * ours within the airgap keeps that from becoming final.
 */
export function wanted(view: View, places: readonly Place[]): Place[] {
  if (view.revokedAt !== undefined) return [];
  const found = places.map((place) => [place, attestationOf(view, place)] as const);
  const false_ = found.filter(([place, known]) => known !== undefined && isFalse(known, place));
  const open = found.filter(([, known]) => known === undefined);
  return [...false_, ...open].map(([place]) => place);
}

/**
 * Everything the prover should send now. Pure: the same view, time and proofs give the same actions.
 * @param proofOf our proof of a task, checked, as soon as there is one
 * @param now L1 timestamp of the block the view was read at, seconds
 */
export function decide(
  view: View,
  places: readonly Place[],
  provings: readonly Proving[],
  proofOf: (id: string) => Proof | undefined,
  timing: Timing,
  now: number,
): Action[] {
  return [
    ...freezeActions(view, timing),
    ...settleActions(view, places, timing, now),
    ...provings.flatMap((proving) => proofActions(view, proving, proofOf)),
  ];
}

/** Segments that are left to prove, in the order in which L1 takes them. */
export function openTasks(view: View, { place, commitment, tasks }: Proving): Proving["tasks"] {
  const { batch, anchor } = place;
  // Each is accepted only after the one before it.
  const done = tasks.findLastIndex(({ segment }) =>
    view.progress.has(progressKey(batch.number, anchor, commitment, segment.statement.out)),
  );
  return tasks.slice(done + 1);
}

/** What L1 says otherwise than we do about a batch that is to be proven. */
export function disagreement(view: View, { place, commitment }: Proving): ProverError | undefined {
  const { batch, output } = place;
  const attested = attestationOf(view, place);
  if (attested !== undefined && isFalse(attested, place)) {
    return new ProverError("ATTESTED_OTHERWISE", {
      what: `A proof is accepted that batch ${batch.number} has the output ${attested.output}; executing it gives ${output}`,
      fix: "Ours is proven first, to contradict it before it settles; find out which circuit or key is false",
    });
  }
  const posted = view.commitments.get(batch.number);
  if (posted === undefined || posted.includes(commitment)) return undefined;
  return new ProverError("COMMITMENT_DIFFERS", {
    what: `Batch ${batch.number} was posted with the commitment ${posted[0]}; its words have ${commitment}`,
    fix: "Nothing is proven under the other one, ours is committed instead; tell the poster",
  });
}

function proofActions(view: View, proving: Proving, proofOf: (id: string) => Proof | undefined): Action[] {
  const [next] = openTasks(view, proving);
  const proof = next && proofOf(next.id);
  if (next === undefined || proof === undefined) return [];
  if (view.commitments.get(proving.place.batch.number)?.includes(proving.commitment) !== true) {
    return [{ kind: "commit", proving }];
  }
  return [{ kind: "prove", proving, segment: proving.tasks.indexOf(next), proof }];
}

/** Makes final what is attested, once the airgap is over, if it is what we hold true. */
function settleActions(view: View, places: readonly Place[], timing: Timing, now: number): Action[] {
  const parent = view.results.get(view.head);
  const place = places.find(({ batch }) => batch.number === (parent?.batch ?? 0) + 1);
  if (parent === undefined || place === undefined) return [];
  const attested = attestationOn(view, parent);
  if (attested === undefined || attested.contradictedAt !== undefined || attested.output !== place.output) return [];
  const isOver = now >= attested.acceptedAt + (timing.airgap ?? 0);
  if (!isOver || view.revokedAt !== undefined) return [];
  return [{ kind: "settle", parent, batch: place.batch }];
}

function attestationOf(view: View, { batch, anchor }: Place): Attestation | undefined {
  return view.attestations.get(statementKey(batch.number, anchor));
}

/** It attests another output, and still does. */
function isFalse({ output, contradictedAt }: Attestation, place: Place): boolean {
  return contradictedAt === undefined && output !== place.output;
}
