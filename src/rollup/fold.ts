import { concat } from "viem";
import { pass } from "../dispute/position.ts";
import { cut } from "../dispute/search.ts";
import { RollupError } from "./error.ts";
import { claimId, disputeId, progressKey, resultId, statementKey, stateId } from "./ids.ts";
import { nextResult } from "./outcome.ts";
import type { ProgramKind } from "./program.ts";
import type { Address } from "../types/address.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { DisputeId } from "../types/disputeId.ts";
import type { Hex } from "../types/hex.ts";
import type { ResultId } from "../types/resultId.ts";
import type { StateHash } from "../types/stateHash.ts";
import type { Attestation, Batch, Claim, ClaimRecord, DisputeRecord, EndState, Result, ResultOpening } from "./view.ts";

/** The first 26 bytes of a body made of the queue. */
const NO_FEE_ACCOUNT: Hex = `0x${"00".repeat(26)}`;

const NOTHING_DUE = { opened: 0, rewards: 0, locks: 0 };

/** What the contracts say, in the order in which L1 has it; `at` is the block's timestamp in seconds. */
export type CourtEvent =
  | { readonly kind: "posted"; readonly batch: Batch }
  | { readonly kind: "consumed"; readonly number: number; readonly first: number; readonly count: number }
  | { readonly kind: "deposited"; readonly item: number; readonly record: Hex }
  | {
      readonly kind: "claimed";
      readonly claim: Claim;
      readonly accumulator: Hex;
      readonly end: EndState;
      readonly at: number;
    }
  | {
      readonly kind: "opened";
      readonly opener: ClaimId;
      readonly responder: ClaimId;
      readonly locked: boolean;
      readonly hashes: readonly StateHash[];
      readonly at: number;
    }
  | {
      readonly kind: "moved";
      readonly dispute: DisputeId;
      readonly index: number;
      readonly hashes: readonly StateHash[];
      readonly at: number;
    }
  | { readonly kind: "proved"; readonly dispute: DisputeId }
  | { readonly kind: "resolved"; readonly dispute: DisputeId; readonly loser: ClaimId | undefined }
  | {
      readonly kind: "attested";
      readonly batch: number;
      readonly anchor: Hex;
      readonly output: Hex;
      readonly at: number;
    }
  | {
      readonly kind: "advanced";
      readonly batch: number;
      readonly anchor: Hex;
      readonly commitment: bigint;
      readonly to: bigint;
    }
  | { readonly kind: "committed"; readonly number: number; readonly commitment: bigint }
  | { readonly kind: "revoked"; readonly frozenUntil: number; readonly at: number }
  | { readonly kind: "settled"; readonly opening: ResultOpening }
  | { readonly kind: "finalized"; readonly result: ResultId }
  | { readonly kind: "abandoned"; readonly result: ResultId }
  | { readonly kind: "collected"; readonly claim: ClaimId; readonly returned: boolean }
  | { readonly kind: "credited"; readonly account: Address; readonly amount: bigint }
  | { readonly kind: "withdrawn"; readonly account: Address };

/** What the meaning of events depends on, fixed for a court. */
export type Rules = {
  /** The span of every dispute, and the parts that a segment is cut into. */
  readonly maxSteps: number;
  readonly nary: number;
  readonly programKind: ProgramKind;
  /** Whether proofs can decide a batch. */
  readonly hasLane?: boolean;
};

/** A view under construction: the same as View, open to `apply`. */
export type Folding = {
  readonly batches: Batch[];
  readonly results: Map<ResultId, Result>;
  readonly claims: Map<ClaimId, ClaimRecord>;
  readonly disputes: Map<DisputeId, DisputeRecord>;
  head: ResultId;
  readonly credits: Map<Address, bigint>;
  readonly deposits: Hex[];
  readonly attestations: Map<string, Attestation>;
  readonly progress: Set<string>;
  readonly commitments: Map<number, bigint[]>;
  revokedAt: number | undefined;
  frozenUntil: number;
};

/** The view of a court in which nothing has happened yet. */
export function genesisView(opening: ResultOpening): Folding {
  const id = resultId(opening);
  const result: Result = {
    id,
    opening,
    batch: 0,
    status: "final",
    openedAt: undefined,
    decided: false,
    claimedStates: 0,
  };
  return {
    batches: [],
    results: new Map([[id, result]]),
    claims: new Map(),
    disputes: new Map(),
    head: id,
    credits: new Map(),
    deposits: [],
    attestations: new Map(),
    progress: new Set(),
    commitments: new Map(),
    revokedAt: undefined,
    frozenUntil: 0,
  };
}

/** Brings `view` one event further. */
export function apply(view: Folding, event: CourtEvent, rules: Rules): void {
  switch (event.kind) {
    case "posted":
      if (event.batch.number !== view.batches.length + 1) throw incomplete();
      view.batches.push(event.batch);
      return;
    case "consumed":
      return consumed(view, event);
    case "deposited":
      if (event.item !== view.deposits.length) throw incomplete();
      view.deposits.push(event.record);
      return;
    case "claimed":
      return claimed(view, event, rules);
    case "opened":
      return opened(view, event, rules);
    case "moved":
      return moved(view, event, rules);
    case "proved":
      return change(view.disputes, event.dispute, { proved: true });
    case "resolved":
      return resolved(view, event.dispute, event.loser, rules);
    case "attested":
      return attested(view, event);
    case "advanced":
      view.progress.add(progressKey(event.batch, event.anchor, event.commitment, event.to));
      return;
    case "committed":
      return committed(view, event.number, event.commitment);
    case "revoked":
      [view.revokedAt, view.frozenUntil] = [event.at, event.frozenUntil];
      return;
    case "settled":
      return reached(view, event.opening, must(view.results.get(event.opening.parent)).batch + 1);
    case "finalized":
      return finalized(view, event.result);
    case "abandoned":
      return change(view.results, event.result, { status: "dead" });
    case "collected":
      return change(view.claims, event.claim, {
        rewards: 0,
        ...(event.returned ? { status: "collected", locks: 0 } : {}),
      });
    case "credited":
      view.credits.set(event.account, (view.credits.get(event.account) ?? 0n) + event.amount);
      return;
    case "withdrawn":
      view.credits.delete(event.account);
  }
}

function claimed(view: Folding, event: Extract<CourtEvent, { kind: "claimed" }>, rules: Rules): void {
  const { claim, accumulator, end, at } = event;
  const state = stateId(claim.parent, claim.end, claim.result);
  const parent = must(view.results.get(claim.parent));
  view.results.set(parent.id, {
    ...parent,
    openedAt: parent.openedAt ?? at,
    // The nonce counts the claims made for the same end state before.
    claimedStates: parent.claimedStates + (claim.nonce === 0 ? 1 : 0),
  });
  reached(view, nextResult(parent.opening, accumulator, end, rules.programKind), parent.batch + 1);
  const id = claimId(claim);
  view.claims.set(id, { ...claim, id, stateId: state, opens: end, status: "standing", ...NOTHING_DUE });
}

/** A result that somebody has named for the first time, or again. */
function reached(view: Folding, opening: ResultOpening, batch: number): void {
  const id = resultId(opening);
  if (view.results.has(id)) return;
  const fresh = { openedAt: undefined, decided: false, claimedStates: 0 };
  view.results.set(id, { id, opening, batch, status: "claimed", ...fresh });
}

function opened(view: Folding, event: Extract<CourtEvent, { kind: "opened" }>, rules: Rules): void {
  const { opener, responder, locked, hashes, at } = event;
  const { start, end, opened: open } = must(view.claims.get(opener));
  const id = disputeId(opener, responder);
  view.disputes.set(id, {
    id,
    opener,
    responder,
    position: {
      start: 0,
      length: rules.maxSteps,
      movedAt: at,
      openerSpent: 0,
      responderSpent: 0,
      openerMoves: false,
      locked,
    },
    hashes: [start, ...hashes, end],
    proved: false,
    over: false,
  });
  change(view.claims, opener, { opened: open + 1 });
}

function moved(view: Folding, event: Extract<CourtEvent, { kind: "moved" }>, { nary }: Rules): void {
  const { index, hashes, at } = event;
  const dispute = must(view.disputes.get(event.dispute));
  const { start, length } = dispute.position;
  const from = cut(start, length, nary, index);
  const to = cut(start, length, nary, index + 1);
  change(view.disputes, dispute.id, {
    position: pass(dispute.position, from, to - from, at),
    hashes: [must(dispute.hashes[index]), ...hashes],
  });
}

function resolved(view: Folding, id: DisputeId, loser: ClaimId | undefined, rules: Rules): void {
  const { opener, responder, proved, position } = must(view.disputes.get(id));
  change(view.disputes, id, { over: true });
  change(view.claims, opener, { opened: must(view.claims.get(opener)).opened - 1 });
  if (loser !== undefined) {
    change(view.claims, loser, { status: "refuted", lostBy: proved ? "step" : "clock" });
    reward(view, loser === opener ? responder : opener);
  }
  // A lock goes the way of the opener's bond, wherever that was lost.
  const isRefuted = (claim: ClaimId): boolean => must(view.claims.get(claim)).status === "refuted";
  if (position.locked && isRefuted(opener) && !isRefuted(responder)) reward(view, responder);
  // After a proof only `collect` tells what has become of a claim that stands, and of its locks.
  const { parent, status, locks } = must(view.claims.get(opener));
  const decided = rules.hasLane === true && must(view.results.get(parent)).decided;
  if (position.locked && decided && status === "standing") change(view.claims, opener, { locks: locks + 1 });
}

/** The body is the one that the Inbox has made: what comes before the records in a ledger's body is zero. */
function consumed(view: Folding, { number, first, count }: Extract<CourtEvent, { kind: "consumed" }>): void {
  const batch = must(view.batches[number - 1]);
  const records = view.deposits.slice(first, first + count);
  if (records.length !== count) throw incomplete();
  view.batches[number - 1] = { ...batch, queued: { first, count, body: concat([NO_FEE_ACCOUNT, ...records]) } };
}

function committed(view: Folding, number: number, commitment: bigint): void {
  const known = view.commitments.get(number);
  if (known === undefined) view.commitments.set(number, [commitment]);
  else if (!known.includes(commitment)) known.push(commitment);
}

function attested(view: Folding, event: Extract<CourtEvent, { kind: "attested" }>): void {
  const { batch, anchor, output, at } = event;
  const key = statementKey(batch, anchor);
  const known = view.attestations.get(key);
  // The contract accepts one proof of a statement, and one more that contradicts it.
  if (known === undefined) {
    view.attestations.set(key, { batch, anchor, output, acceptedAt: at, contradictedAt: undefined });
  } else change(view.attestations, key, { contradictedAt: at });
}

function reward(view: Folding, claim: ClaimId): void {
  change(view.claims, claim, { rewards: must(view.claims.get(claim)).rewards + 1 });
}

function finalized(view: Folding, id: ResultId): void {
  change(view.results, must(view.results.get(id)).opening.parent, { decided: true });
  change(view.results, id, { status: "final" });
  view.head = id;
}

function change<Key, Value>(map: Map<Key, Value>, key: Key, fields: Partial<Value>): void {
  map.set(key, { ...must(map.get(key)), ...fields });
}

/** Events refer to what earlier events made; where they do not, the logs are not whole. */
function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw incomplete();
  return value;
}

function incomplete(): RollupError {
  const what = "An event refers to something that no earlier event made";
  return new RollupError("LOGS_INCOMPLETE", { what, fix: "Use a node that keeps all logs since the deployment" });
}
