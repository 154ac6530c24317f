import { concat, keccak256, numberToHex } from "viem";
import type { ClaimId } from "../types/claimId.ts";
import type { DisputeId } from "../types/disputeId.ts";
import type { Hex } from "../types/hex.ts";
import type { ResultId } from "../types/resultId.ts";
import type { StateHash } from "../types/stateHash.ts";
import type { StateId } from "../types/stateId.ts";
import type { Claim, ResultOpening } from "./view.ts";

/** Accumulator of the Inbox after a batch (docs/settlement.md): 32-byte hash chain over the inputs in their final order. */
export function nextAccumulator(previous: Hex, inputRoot: Hex, inputLength: number): Hex {
  return keccak256(concat([previous, inputRoot, numberToHex(inputLength, { size: 4 })]));
}

/** Name of a node in the tree of results. */
export function resultId({ parent, accumulator, output, memoryRoot }: ResultOpening): ResultId {
  return keccak256(concat([parent, accumulator, output, memoryRoot])) as ResultId;
}

/** Name of an end state claimed on a parent; allies share it, rivals differ in it. */
export function stateId(parent: ResultId, end: StateHash, result: ResultId): StateId {
  return keccak256(concat([parent, end, result])) as StateId;
}

export function claimId({ parent, start, end, result, owner, nonce }: Claim): ClaimId {
  return keccak256(concat([stateId(parent, end, result), start, owner, numberToHex(nonce, { size: 4 })])) as ClaimId;
}

/** Names a statement within one court: a batch, and the anchor that it is executed from. */
export function statementKey(batch: number, anchor: Hex): string {
  return `${batch} ${anchor}`;
}

/** Names a place in the proof of a statement: how far its segments have come, under which commitment. */
export function progressKey(batch: number, anchor: Hex, commitment: bigint, to: bigint): string {
  return `${statementKey(batch, anchor)} ${commitment} ${to}`;
}

export function disputeId(opener: ClaimId, responder: ClaimId): DisputeId {
  return keccak256(concat([opener, responder])) as DisputeId;
}
