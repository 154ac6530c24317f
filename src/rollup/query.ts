import { deadline } from "../dispute/clock.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { ResultId } from "../types/resultId.ts";
import type { ClaimRecord, DisputeRecord, Timing, View } from "./view.ts";

/** Claims made on a result: about the batch after it. */
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
