import type { Point } from "../crypto/babyjub.ts";
import { poseidon } from "../crypto/poseidon.ts";
import { BALANCE_LIMIT } from "./constants.ts";

export type Account = {
  /** The owner's key on BabyJubJub, a good one. */
  readonly key: Point;
  /** Wei, below 2^128. */
  readonly balance: bigint;
  /** Transactions signed so far, below 2^40. */
  readonly nonce: number;
  /** The L1 address that exits go to, as a number. */
  readonly exitAddress: bigint;
};

/** Nothing is stored with an account yet. */
const STORAGE = 0n;

/**
 * What an account's leaf is the hash of, and what the info in it is the hash of: of four and of two, because a guest can
 * open no others (docs/machine.md, POSEIDON_OPEN).
 */
export function accountPreimages({ key, balance, nonce, exitAddress }: Account): [bigint[], bigint[]] {
  return [
    [key.x, key.y, balance + BigInt(nonce) * BALANCE_LIMIT, infoHash(exitAddress)],
    [exitAddress, STORAGE],
  ];
}

/** The account's leaf in the tree. */
export function accountHash(account: Account): bigint {
  return poseidon(accountPreimages(account)[0]);
}

/** The part of a leaf that only an exit looks into. */
export function infoHash(exitAddress: bigint): bigint {
  return poseidon([exitAddress, STORAGE]);
}
