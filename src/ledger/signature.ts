import { verify } from "../crypto/eddsa.ts";
import { poseidon } from "../crypto/poseidon.ts";
import type { Account } from "./account.ts";
import { TAG } from "./constants.ts";
import type { KeyRecord, Transaction } from "./record.ts";

/** Where a signature holds: nowhere else. */
export type Domain = { readonly chainId: bigint; readonly rollup: bigint };

/** What a transaction says, before it is signed. */
export type Order = Omit<Transaction, "kind" | "signature">;

const SIGN_BIT = 1n << 255n;

/**
 * M, the field element that a transaction's owner signs: chain and rollup, the order with the account's nonce, and, for
 * a create, the key record before it.
 */
export function signedMessage(domain: Domain, order: Order, nonce: number, owner?: Omit<KeyRecord, "kind">): bigint {
  const { key, exitAddress } = owner ?? { key: 0n, exitAddress: 0n };
  const sign = key >= SIGN_BIT ? 1n : 0n;
  return poseidon([
    packDomain(domain),
    BigInt(order.from) +
      (BigInt(order.to) << 32n) +
      (order.amount << 64n) +
      (order.fee << 104n) +
      (BigInt(nonce) << 112n),
    key - sign * SIGN_BIT,
    exitAddress + (sign << 160n),
    TAG,
  ]);
}

/** Whether the signature is that of `from` for this record. The owner's key is below the field where there is one. */
export function isSigned(domain: Domain, transaction: Transaction, from: Account, owner?: KeyRecord): boolean {
  return verify(transaction.signature, from.key, signedMessage(domain, transaction, from.nonce, owner));
}

export function packDomain({ chainId, rollup }: Domain): bigint {
  return chainId + (rollup << 64n);
}
