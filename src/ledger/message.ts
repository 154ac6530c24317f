import { poseidon } from "../crypto/poseidon.ts";

/** What the ledger tells L1 to pay. */
export type Message = {
  /** Counts all messages of all batches from 0; its nullifier on L1. */
  readonly sequence: bigint;
  readonly exitAddress: bigint;
  /** Wei. */
  readonly amount: bigint;
  /** Index of the account, or RETURNED. */
  readonly from: number;
};

/** What a message's leaf in its batch's tree is the hash of. */
export function messagePreimages({ sequence, exitAddress, amount, from }: Message): [bigint[]] {
  return [[sequence, exitAddress, amount, BigInt(from)]];
}

/** The message's leaf in its batch's tree. */
export function messageHash(message: Message): bigint {
  return poseidon(messagePreimages(message)[0]);
}
