import type { Address } from "../types/address.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { Hex } from "../types/hex.ts";
import type { ResultId } from "../types/resultId.ts";
import type { StateHash } from "../types/stateHash.ts";
import {
  arrange,
  type Arranged,
  attestationOn,
  attestedResult,
  isMover,
  isSettled,
  moveDeadline,
  opponentOf,
  windowsFrom,
} from "./query.ts";
import type { Batch, ClaimRecord, DisputeRecord, Result, Timing, View } from "./view.ts";

/** Stands for the final output where none is needed. */
const NO_OUTPUT: Hex = `0x${"00".repeat(32)}`;

/** What an agent found by executing the batch after `parent` itself. */
export type Belief = {
  readonly parent: ResultId;
  readonly end: StateHash;
  readonly result: ResultId;
};

/** One transaction that an agent wants on L1. */
export type Action =
  | { readonly kind: "claim"; readonly belief: Belief }
  | { readonly kind: "open"; readonly mine: ClaimRecord; readonly rival: ClaimRecord; readonly locks: boolean }
  | { readonly kind: "answer"; readonly dispute: DisputeRecord }
  | { readonly kind: "resolve"; readonly dispute: DisputeRecord }
  | { readonly kind: "finalize"; readonly claim: ClaimRecord }
  | { readonly kind: "settle"; readonly parent: Result; readonly batch: Batch }
  | { readonly kind: "freeze"; readonly parent: Result; readonly batch: Batch; readonly finalOutput: Hex }
  | { readonly kind: "abandon"; readonly result: Result }
  | { readonly kind: "collect"; readonly claim: ClaimRecord }
  | { readonly kind: "withdraw"; readonly amount: bigint };

export type Player = {
  readonly address: Address;
  /** `always`: claims every batch (a sequencer). `whenDisputed`: claims the truth as soon as anything else has been claimed. */
  readonly claims: "always" | "whenDisputed";
};

/**
 * Everything the player should do now, most urgent first. Pure: the same view, time and beliefs give the same actions,
 * so an agent that was killed goes on from L1 alone. The work grows no faster than the view: others decide how large that is.
 *
 * @param path beliefs along the chain that the player holds true, from the last final result on
 * @param now L1 timestamp of the block the view was read at, seconds
 */
export function decide(view: View, path: readonly Belief[], player: Player, timing: Timing, now: number): Action[] {
  const arranged = arrange(view);
  return [
    ...disputeActions(view, path, player.address, timing, now),
    ...path.flatMap((belief) => branchActions(view, arranged, belief, player, timing, now)),
    ...freezeActions(view, timing),
    ...finalityActions(view, arranged, path, timing, now),
    ...collectActions(view, arranged, player.address, timing, now),
  ];
}

/** Ends disputes that time or another dispute has decided for us, then answers where it is our turn, the nearest deadline first. */
function disputeActions(view: View, path: readonly Belief[], me: Address, timing: Timing, now: number): Action[] {
  const [resolves, answers]: [Action[], { readonly dispute: DisputeRecord; readonly due: number }[]] = [[], []];
  const ends = new Map(path.map(({ parent, end }) => [parent, end]));
  for (const dispute of view.disputes.values()) {
    if (dispute.over) continue;
    const mine = ownClaim(view, dispute, me);
    if (mine === undefined) continue;
    const rival = view.claims.get(opponentOf(dispute, mine.id));
    const due = moveDeadline(dispute, timing);
    if (mine.status !== "standing" || rival?.status !== "standing" || isSettled(view, mine.parent)) {
      resolves.push({ kind: "resolve", dispute });
    } else if (now >= due) {
      // Late at our own turn there is nothing to gain from saying so; the other side will.
      if (!isMover(dispute, mine.id)) resolves.push({ kind: "resolve", dispute });
    } else if (isMover(dispute, mine.id) && ends.get(mine.parent) === mine.end) {
      // Nobody can defend anything but what he holds true.
      answers.push({ dispute, due });
    }
  }
  answers.sort((a, b) => a.due - b.due);
  return [...resolves, ...answers.map(({ dispute }) => ({ kind: "answer", dispute }) as const)];
}

/** Stands up for the belief about one batch, and against everyone who claims otherwise. */
function branchActions(
  view: View,
  { children, met }: Arranged,
  belief: Belief,
  player: Player,
  timing: Timing,
  now: number,
): Action[] {
  const parent = view.results.get(belief.parent);
  if (parent === undefined || parent.status === "dead" || parent.decided) return [];
  const claims = children.get(parent.id) ?? [];
  const mine = claims.find(
    (claim) => claim.owner === player.address && claim.end === belief.end && claim.status === "standing",
  );
  if (mine === undefined) {
    if (wasProvenWrong(claims, player.address, belief)) return [];
    // Refuted or not, a false end state obliges: whoever refuted it may yet lose the truth on purpose.
    const wanted = player.claims === "always" ? claims.length === 0 : false;
    const contested = claims.some((claim) => claim.end !== belief.end);
    const from = windowsFrom(view, parent);
    return (wanted || contested) && mayClaim(from, belief, claims, timing, now) ? [{ kind: "claim", belief }] : [];
  }
  let open = mine.opened;
  return claims
    .filter((rival) => rival.status === "standing" && rival.end !== mine.end && !haveMet(met, mine.id, rival.id))
    .map((rival) => ({ kind: "open", mine, rival, locks: open++ > 0 }));
}

/** The judge has contradicted us: to claim the same again would only lose another bond. What ran out of time may stand again. */
function wasProvenWrong(claims: readonly ClaimRecord[], me: Address, belief: Belief): boolean {
  return claims.some((claim) => claim.owner === me && claim.end === belief.end && claim.lostBy === "step");
}

/** In W any end state may be claimed, in G only those claimed in W. */
function mayClaim(
  from: number | undefined,
  belief: Belief,
  claims: readonly ClaimRecord[],
  timing: Timing,
  now: number,
): boolean {
  if (from === undefined || now < from + timing.window) return true;
  const inGrace = now < from + timing.window + timing.grace;
  return inGrace && claims.some((claim) => claim.end === belief.end);
}

function finalityActions(
  view: View,
  { children }: Arranged,
  path: readonly Belief[],
  timing: Timing,
  now: number,
): Action[] {
  const parent = view.results.get(view.head);
  const belief = path.find((step) => step.parent === view.head);
  if (parent === undefined || belief === undefined || now < view.frozenUntil) return [];
  const attested = attestedResult(view, parent);
  // Against a false proof only a prover can do something; nothing is to be made final meanwhile.
  if (attested !== undefined && attested !== belief.result) return [];
  if (attested !== undefined && now >= attestationOn(view, parent)!.acceptedAt + (timing.airgap ?? 0)) {
    return [{ kind: "settle", parent, batch: view.batches[parent.batch]! }];
  }
  const from = windowsFrom(view, parent);
  if (from === undefined) return [];
  const standing = (children.get(parent.id) ?? []).filter((claim) => claim.status === "standing");
  const [first] = standing;
  if (first === undefined || first.end !== belief.end || standing.some((claim) => claim.end !== first.end)) return [];
  const wait = timing.window + (parent.claimedStates > 1 ? timing.grace : 0);
  return now >= from + wait ? [{ kind: "finalize", claim: first }] : [];
}

/** Shows the contract what is wrong with its validity lane: on a final result two outputs are proven, or not the final one. */
export function freezeActions(view: View, timing: Timing): (Action & { readonly kind: "freeze" })[] {
  if (timing.airgap === undefined || view.revokedAt !== undefined) return [];
  const final = [...view.results.values()].filter(({ status }) => status === "final");
  const children = new Map(final.map((result) => [result.opening.parent, result]));
  for (const parent of final) {
    const found = attestationOn(view, parent);
    const batch = view.batches[parent.batch];
    if (found === undefined || batch === undefined) continue;
    const child = children.get(parent.id);
    const differs = child !== undefined && child.opening.output !== found.output;
    if (found.contradictedAt === undefined && !differs) continue;
    return [{ kind: "freeze", parent, batch, finalOutput: child?.opening.output ?? NO_OUTPUT }];
  }
  return [];
}

/** Takes home bonds that nothing can touch any more, and pronounces dead what stands in their way. */
function collectActions(view: View, { upheld }: Arranged, me: Address, timing: Timing, now: number): Action[] {
  const actions: Action[] = [];
  const abandoned = new Set<ResultId>();
  const nearest: Nearest = new Map();
  for (const claim of view.claims.values()) {
    if (claim.owner !== me) continue;
    if (claim.status !== "standing") {
      // What a standing claim wins is taken home together with its bond.
      if (claim.rewards > 0) actions.push({ kind: "collect", claim });
      continue;
    }
    const parent = view.results.get(claim.parent);
    const isWon = view.results.get(claim.result)?.status === "final";
    if (parent?.decided === true && !isWon) {
      // Fallen to a proof: the bond is lost, what it has won is not.
      if (claim.rewards > 0) actions.push({ kind: "collect", claim });
    } else if (parent?.decided === true || parent?.status === "dead") actions.push({ kind: "collect", claim });
    else if (parent !== undefined) {
      const lost = nearestDoomed(view, upheld, nearest, parent, timing, now);
      if (lost === undefined || abandoned.has(lost.id)) continue;
      abandoned.add(lost.id);
      actions.push({ kind: "abandon", result: lost });
    }
  }
  const amount = view.credits.get(me) ?? 0n;
  if (amount > 0n) actions.push({ kind: "withdraw", amount });
  return actions;
}

/** What `nearestDoomed` has found so far: claims share most of what they build on. */
type Nearest = Map<ResultId, Result | undefined>;

/** Of a result and what it builds on, the nearest that can be pronounced dead now; what stands on that follows, one by one. */
function nearestDoomed(
  view: View,
  upheld: Arranged["upheld"],
  known: Nearest,
  result: Result,
  timing: Timing,
  now: number,
): Result | undefined {
  const passed: ResultId[] = [];
  let found: Result | undefined;
  for (let at: Result | undefined = result; at?.status === "claimed"; at = view.results.get(at.opening.parent)) {
    passed.push(at.id);
    if (isDoomed(view, upheld, at, timing, now)) found = at;
    else if (known.has(at.id)) found = known.get(at.id);
    else continue;
    break;
  }
  for (const id of passed) known.set(id, found);
  return found;
}

/** A claimed result that can no longer become final: its parent is dead, or nothing stands for it and nothing can any more. */
export function isDoomed(view: View, upheld: Arranged["upheld"], result: Result, timing: Timing, now: number): boolean {
  if (result.status !== "claimed") return false;
  const parent = view.results.get(result.opening.parent);
  if (parent === undefined) return false;
  if (parent.status === "dead") return true;
  // Where there are proofs, what nobody stands for may yet be proven.
  const { openedAt } = parent;
  const over = timing.airgap === undefined && openedAt !== undefined;
  const closed = over && now >= openedAt + timing.window + timing.grace;
  return parent.decided || (closed && !upheld.has(result.id));
}

function ownClaim(view: View, dispute: { opener: ClaimId; responder: ClaimId }, me: Address): ClaimRecord | undefined {
  return [view.claims.get(dispute.opener), view.claims.get(dispute.responder)].find((claim) => claim?.owner === me);
}

/** Two claims meet once, in a dispute that either may have opened. */
function haveMet(met: Arranged["met"], a: ClaimId, b: ClaimId): boolean {
  return met.get(a)?.has(b) === true || met.get(b)?.has(a) === true;
}
