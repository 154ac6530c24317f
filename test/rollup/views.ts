import type { Position } from "../../src/dispute/position.ts";
import { claimId, disputeId, statementKey, stateId } from "../../src/rollup/ids.ts";
import type { Attestation, Batch, ClaimRecord, DisputeRecord, Result, Timing, View } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import type { Hex } from "../../src/types/hex.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";

/* Views by hand, for what decisions depend on. Times are chosen so that no two of them coincide. */

export const TIMING: Timing = { window: 100, grace: 50, allowance: 40, minimum: 10 };

/** 32 bytes that are different for different names. */
export function word(name: string): Hex {
  return `0x${Buffer.from(name.padEnd(32, ".")).toString("hex")}`;
}

export const ME: Address = `0x${"11".repeat(20)}`;
export const RIVAL: Address = `0x${"22".repeat(20)}`;
export const ALLY: Address = `0x${"33".repeat(20)}`;

export const GENESIS = word("genesis") as ResultId;
export const TRUTH = word("true end") as StateHash;
export const LIE = word("false end") as StateHash;

/** The result that an end state leads to. */
export function resultOf(end: StateHash): ResultId {
  return word(`result ${Buffer.from(end.slice(2), "hex").toString().slice(0, 9)}`) as ResultId;
}

/** A claim on the genesis, standing, unless said otherwise. */
export function claim(owner: Address, end: StateHash, fields: Partial<ClaimRecord> = {}): ClaimRecord {
  const parent = fields.parent ?? GENESIS;
  const made = {
    parent,
    start: word("start") as StateHash,
    end,
    result: fields.result ?? resultOf(end),
    owner,
    nonce: fields.nonce ?? 0,
  };
  return {
    ...made,
    id: claimId(made),
    stateId: stateId(parent, end, made.result),
    opens: { status: 1, exitCode: 0, output: word("output"), memoryRoot: word("memory"), cpuHash: word("cpu") },
    status: "standing",
    opened: 0,
    rewards: 0,
    locks: 0,
    ...fields,
  };
}

/** A dispute in which the responder, who moves first, has to answer an opening made at time 0. */
export function dispute(opener: ClaimRecord, responder: ClaimRecord, place: Partial<Position> = {}): DisputeRecord {
  const position = {
    start: 0,
    length: 16,
    movedAt: 0,
    openerSpent: 0,
    responderSpent: 0,
    openerMoves: false,
    locked: false,
    ...place,
  };
  const hashes = [opener.start, opener.end];
  const id = disputeId(opener.id, responder.id);
  return { id, opener: opener.id, responder: responder.id, position, hashes, proved: false, over: false };
}

/** A result of batch 1, claimed on the genesis, unless said otherwise. */
export function result(id: ResultId, fields: Partial<Result> = {}, parent: ResultId = GENESIS): Result {
  const opening = { parent, accumulator: word("accumulator"), output: word("output"), memoryRoot: word("memory") };
  return {
    id,
    opening,
    batch: 1,
    status: "claimed",
    openedAt: undefined,
    decided: false,
    claimedStates: 0,
    ...fields,
  };
}

/** A court with these claims: on a genesis whose window opened at time 0, and with the results they lead to. */
export function viewOf(
  claims: readonly ClaimRecord[],
  more: {
    genesis?: Partial<Result>;
    results?: readonly Result[];
    disputes?: readonly DisputeRecord[];
    batches?: readonly Batch[];
    attestations?: readonly Attestation[];
    progress?: readonly string[];
    commitments?: readonly (readonly [number, readonly bigint[]])[];
    revokedAt?: number;
    frozenUntil?: number;
  } = {},
): View {
  const onGenesis = claims.filter(({ parent }) => parent === GENESIS);
  const fields: Partial<Result> = {
    batch: 0,
    status: "final",
    openedAt: onGenesis.length > 0 ? 0 : undefined,
    claimedStates: new Set(onGenesis.map((made) => made.stateId)).size,
    ...more.genesis,
  };
  const genesis = result(GENESIS, fields, word("nothing") as ResultId);
  const led = onGenesis.map((made) => result(made.result));
  const results = [genesis, ...led, ...(more.results ?? [])];
  return {
    batches: more.batches ?? [],
    results: new Map(results.map((each) => [each.id, each])),
    claims: new Map(claims.map((each) => [each.id, each])),
    disputes: new Map((more.disputes ?? []).map((each) => [each.id, each])),
    head: GENESIS,
    credits: new Map(),
    deposits: [],
    attestations: new Map((more.attestations ?? []).map((each) => [statementKey(each.batch, each.anchor), each])),
    progress: new Set(more.progress),
    commitments: new Map(more.commitments),
    revokedAt: more.revokedAt,
    frozenUntil: more.frozenUntil ?? 0,
  };
}
