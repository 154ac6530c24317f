import type { Position } from "../dispute/position.ts";
import type { Address } from "../types/address.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { DisputeId } from "../types/disputeId.ts";
import type { Hex } from "../types/hex.ts";
import type { ResultId } from "../types/resultId.ts";
import type { StateHash } from "../types/stateHash.ts";
import type { StateId } from "../types/stateId.ts";

/** A batch as the Inbox has ordered it. Numbers start at 1. */
export type Batch = {
  readonly number: number;
  readonly accumulator: Hex;
  readonly inputRoot: Hex;
  /** Bytes: header and body. */
  readonly inputLength: number;
  /** L1 timestamp, seconds. */
  readonly timestamp: number;
  /** The transaction whose calldata carries the body, unless the batch is made of the queue. */
  readonly transaction: Hex;
  /** What a batch of the queue is made of. */
  readonly queued?: Queued;
};

/** The items of the bridge's queue that make a batch, and the body that the Inbox makes of them. */
export type Queued = {
  /** Number of the first item, from 0. */
  readonly first: number;
  readonly count: number;
  readonly body: Hex;
};

/** What is proven of a statement: of a batch from an anchor on (docs/validity.md). */
export type Attestation = {
  readonly batch: number;
  readonly anchor: Hex;
  /** The first output that was proven, as the guest's leaf. */
  readonly output: Hex;
  /** L1 timestamps, seconds. */
  readonly acceptedAt: number;
  /** When another output was proven. */
  readonly contradictedAt: number | undefined;
};

/** What a claim says of the state after the whole span (docs/machine.md, State). */
export type EndState = {
  readonly status: number;
  /** u32 */
  readonly exitCode: number;
  readonly output: Hex;
  readonly memoryRoot: Hex;
  readonly cpuHash: Hex;
};

/** What a result's id is the hash of. */
export type ResultOpening = {
  readonly parent: ResultId;
  readonly accumulator: Hex;
  readonly output: Hex;
  /** Zero for anchored programs. */
  readonly memoryRoot: Hex;
};

/** A node in the tree of results, with what the claims on it (its children) have done so far. */
export type Result = {
  readonly id: ResultId;
  readonly opening: ResultOpening;
  /** Number of the batch that led here; 0 for the genesis. */
  readonly batch: number;
  readonly status: "claimed" | "final" | "dead";
  /** L1 timestamp of the first claim on it, which opened window W; undefined before. */
  readonly openedAt: number | undefined;
  /** One of its children is final. */
  readonly decided: boolean;
  /** Distinct end states that were ever claimed on it. */
  readonly claimedStates: number;
};

/** What a claim's id is the hash of. */
export type Claim = {
  readonly parent: ResultId;
  readonly start: StateHash;
  readonly end: StateHash;
  readonly result: ResultId;
  readonly owner: Address;
  readonly nonce: number;
};

export type ClaimRecord = Claim & {
  readonly id: ClaimId;
  readonly stateId: StateId;
  /** What its end is the hash of, together with what the contract knows itself. */
  readonly opens: EndState;
  readonly status: "standing" | "refuted" | "collected";
  /** How a refuted claim lost: the judge executed the step that it had wrong, or its time ran out. */
  readonly lostBy?: "step" | "clock";
  /** Open disputes that this claim itself has opened. */
  readonly opened: number;
  /** Lost bonds whose halves it has won and not collected. */
  readonly rewards: number;
  /** Bonds of disputes it opened that go the way of its own (docs/validity.md). */
  readonly locks: number;
};

export type DisputeRecord = {
  readonly id: DisputeId;
  readonly opener: ClaimId;
  readonly responder: ClaimId;
  readonly position: Position;
  /** The last dissection, which the side to move has to answer. */
  readonly hashes: readonly StateHash[];
  /** The judge has executed its last step. */
  readonly proved: boolean;
  readonly over: boolean;
};

/** All that L1 says about a court, folded from its events; nothing in it is trusted from anywhere else. */
export type View = {
  readonly batches: readonly Batch[];
  readonly results: ReadonlyMap<ResultId, Result>;
  readonly claims: ReadonlyMap<ClaimId, ClaimRecord>;
  readonly disputes: ReadonlyMap<DisputeId, DisputeRecord>;
  /** The last final result. */
  readonly head: ResultId;
  /** Wei that an owner may withdraw. */
  readonly credits: ReadonlyMap<Address, bigint>;
  /** Records of the bridge's queue, in order. */
  readonly deposits: readonly Hex[];
  /** By `statementKey`. */
  readonly attestations: ReadonlyMap<string, Attestation>;
  /** Segments that are proven and not the last of their batch, by `progressKey`. */
  readonly progress: ReadonlySet<string>;
  /** By the number of a batch: the commitments to its words under which it can be proven. */
  readonly commitments: ReadonlyMap<number, readonly bigint[]>;
  /** L1 timestamp of the revocation of the validity lane; undefined before. */
  readonly revokedAt: number | undefined;
  /** Until when no result becomes final; 0 when nothing is frozen. */
  readonly frozenUntil: number;
};

/** Windows and clocks of a court in seconds; see docs/settlement.md and docs/dispute.md. */
export type Timing = {
  readonly window: number;
  readonly grace: number;
  readonly allowance: number;
  readonly minimum: number;
  /** From a proof's acceptance until it settles; undefined without a validity lane. */
  readonly airgap?: number;
};
