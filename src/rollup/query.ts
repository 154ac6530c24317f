import { deadline } from "../dispute/clock.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { ResultId } from "../types/resultId.ts";
import { resultId, statementKey } from "./ids.ts";
import { NO_MEMORY } from "./outcome.ts";
import type { Attestation, ClaimRecord, DisputeRecord, Result, Timing, View } from "./view.ts";

/** Claims and disputes of a view by what they are about, each read once: who asks for each in turn would read all of them each time. */
export type Arranged = {
  /** Claims made on a result: about the batch after it. */
  readonly children: ReadonlyMap<ResultId, readonly ClaimRecord[]>;
  /** Results that a standing claim leads to. */
  readonly upheld: ReadonlySet<ResultId>;
  /** Whom each claim has taken to court. */
  readonly met: ReadonlyMap<ClaimId, ReadonlySet<ClaimId>>;
};

export function arrange(view: View): Arranged {
  const children = new Map<ResultId, ClaimRecord[]>();
  const upheld = new Set<ResultId>();
  const met = new Map<ClaimId, Set<ClaimId>>();
  for (const claim of view.claims.values()) {
    const siblings = children.get(claim.parent);
    if (siblings === undefined) children.set(claim.parent, [claim]);
    else siblings.push(claim);
    if (claim.status === "standing") upheld.add(claim.result);
  }
  for (const { opener, responder } of view.disputes.values()) {
    const responders = met.get(opener);
    if (responders === undefined) met.set(opener, new Set([responder]));
    else responders.add(responder);
  }
  return { children, upheld, met };
}

/** Claims made on one result. */
export function childrenOf(view: View, parent: ResultId): ClaimRecord[] {
  return [...view.claims.values()].filter((claim) => claim.parent === parent);
}

/** What is proven of the batch after `parent`. */
export function attestationOn(view: View, parent: Result): Attestation | undefined {
  return view.attestations.get(statementKey(parent.batch + 1, parent.opening.output));
}

/** The result of the batch after `parent` that is attested now; undefined when nothing is, or not any more. */
export function attestedResult(view: View, parent: Result): ResultId | undefined {
  const found = attestationOn(view, parent);
  const batch = view.batches[parent.batch];
  if (found === undefined || batch === undefined) return undefined;
  if (found.contradictedAt !== undefined || view.revokedAt !== undefined) return undefined;
  const { accumulator } = batch;
  return resultId({ parent: parent.id, accumulator, output: found.output, memoryRoot: NO_MEMORY });
}

/** When the windows of the batch after `parent` began: with the first claim, or anew when a proof of it became void. */
export function windowsFrom(view: View, parent: Result): number | undefined {
  const found = attestationOn(view, parent);
  const reopened = found === undefined ? undefined : (found.contradictedAt ?? view.revokedAt);
  if (parent.openedAt === undefined || reopened === undefined) return parent.openedAt;
  return Math.max(parent.openedAt, reopened);
}

/** Nothing is decided on this result any more. */
export function isSettled(view: View, id: ResultId): boolean {
  const found = view.results.get(id);
  return found?.status === "dead" || found?.decided === true;
}

export function isMover(dispute: DisputeRecord, claim: ClaimId): boolean {
  return claim === (dispute.position.openerMoves ? dispute.opener : dispute.responder);
}

export function opponentOf(dispute: DisputeRecord, claim: ClaimId): ClaimId {
  return claim === dispute.opener ? dispute.responder : dispute.opener;
}

/** The first moment, L1 time in seconds, at which the side to move has lost its turn. */
export function moveDeadline({ position }: DisputeRecord, { allowance, minimum }: Timing): number {
  const spent = position.openerMoves ? position.openerSpent : position.responderSpent;
  return deadline(position.movedAt, spent, allowance, minimum);
}
