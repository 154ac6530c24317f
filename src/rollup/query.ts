import { deadline } from "../dispute/clock.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { ResultId } from "../types/resultId.ts";
import type { ClaimRecord, DisputeRecord, Timing, View } from "./view.ts";

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
