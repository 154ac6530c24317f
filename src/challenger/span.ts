import { cut } from "../dispute/search.ts";
import type { Trace } from "../dispute/trace.ts";
import type { DisputeRecord, View } from "../rollup/view.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { DisputeId } from "../types/disputeId.ts";

/** Steps of a run: the state before the first of them is true, the one after the last is not. */
export type Span = { readonly dispute: DisputeId; readonly start: number; readonly length: number };

/**
 * Where a false claim has its first false state, as far as a dispute shows it, by our own trace: in the segment of its own last
 * dissection that ends in one, or in a whole segment whose true end it has rejected. Nothing where the dispute is about
 * somebody else's false state, as between two false claims.
 */
export async function narrow(
  { id, opener, responder, position, hashes }: DisputeRecord,
  claim: ClaimId,
  trace: Trace,
  nary: number,
): Promise<Span | undefined> {
  const { start, length, openerMoves } = position;
  const cuts = hashes.map((_, i) => cut(start, length, nary, i));
  const ours = await trace.hashesAt(cuts);
  const first = ours.findIndex((hash, i) => hash !== hashes[i]);
  const author = openerMoves ? responder : opener;
  if (first === 0) return undefined;
  if (author !== claim) return ours.at(-1) === hashes.at(-1) ? { dispute: id, start, length } : undefined;
  return first < 0 ? undefined : { dispute: id, start: cuts[first - 1]!, length: cuts[first]! - cuts[first - 1]! };
}

/** Of the disputes about a claim, open or over, what the one shows that has come closest to a single step. */
export async function narrowest(view: View, claim: ClaimId, trace: Trace, nary: number): Promise<Span | undefined> {
  let best: Span | undefined;
  for (const dispute of view.disputes.values()) {
    if (dispute.opener !== claim && dispute.responder !== claim) continue;
    const span = await narrow(dispute, claim, trace, nary);
    if (span !== undefined && span.length < (best?.length ?? Infinity)) best = span;
  }
  return best;
}
