import { type Point, pack } from "../../../src/crypto/babyjub.ts";
import { type SigningKey, sign, signingKey } from "../../../src/crypto/eddsa.ts";
import { keccak256 } from "../../../src/crypto/keccak.ts";
import { fromBigEndian } from "../../../src/crypto/field.ts";
import type { Account } from "../../../src/ledger/account.ts";
import { amountCode, feeCode } from "../../../src/ledger/amount.ts";
import type { KeyRecord, LedgerRecord, Transaction } from "../../../src/ledger/record.ts";
import { type Domain, signedMessage } from "../../../src/ledger/signature.ts";
import { GENESIS, type LedgerState } from "../../../src/ledger/state.ts";

/* The people of the vectors and what they can sign. */

export const DOMAIN: Domain = { chainId: 31337n, rollup: 0x5fbdb2315678afecb367f032d93f642f64180aa3n };

const bytesOf = (seed: string): Uint8Array => keccak256(new TextEncoder().encode(seed));

export const seedOf = (person: number): Uint8Array => bytesOf(`ledger signer ${person}`);

const keys = new Map<number, SigningKey>();

export function keyOf(person: number): SigningKey {
  const known = keys.get(person) ?? signingKey(seedOf(person));
  keys.set(person, known);
  return known;
}

/** An L1 address that belongs to a person. */
export function addressOf(person: number): bigint {
  return fromBigEndian(bytesOf(`ledger address ${person}`).subarray(12));
}

/** An account of a state that a batch starts from; `person` signs for it. */
export type Seat = {
  readonly index: number;
  readonly person: number;
  readonly balance: bigint;
  readonly nonce: number;
  /** The key on the leaf, if it is not the person's own: with a part outside the subgroup, say. */
  readonly key?: Point;
};

/** Where a batch starts. `accounts` is one more than the highest index unless it says otherwise. */
export type Scene = {
  readonly seats: readonly Seat[];
  readonly accounts?: number;
  readonly messages?: bigint;
};

export function accountOf({ person, balance, nonce, key }: Seat): Account {
  return { key: key ?? keyOf(person).publicKey, balance, nonce, exitAddress: addressOf(person) };
}

export function stateOf({ seats, accounts, messages }: Scene): LedgerState {
  return {
    tree: GENESIS.tree.with(new Map(seats.map((seat) => [seat.index, accountOf(seat)]))),
    accounts: accounts ?? Math.max(-1, ...seats.map(({ index }) => index)) + 1,
    messages: messages ?? 0n,
  };
}

/** What a transaction says, amount and fee in wei or, as `{ code }`, encoded. */
export type Said = {
  readonly from: number;
  readonly to: number;
  readonly amount: bigint | { readonly code: bigint };
  readonly fee?: bigint | { readonly code: bigint };
  readonly nonce?: number;
  readonly owner?: KeyRecord;
  readonly domain?: Domain;
  /** The key that the signature is hashed with, if not the person's own. */
  readonly key?: Point;
};

/** A transaction that `person` has signed. */
export function signedBy(person: number, said: Said): Transaction {
  const { from, to, nonce = 0, owner, domain = DOMAIN, key } = said;
  const order = { from, to, amount: codeOf(said.amount, amountCode), fee: codeOf(said.fee ?? 0n, feeCode) };
  const own = keyOf(person);
  const signer = key === undefined ? own : { ...own, publicKey: key };
  return { kind: "transaction", ...order, signature: sign(signer, signedMessage(domain, order, nonce, owner)) };
}

function codeOf(wei: bigint | { readonly code: bigint }, encode: (wei: bigint) => bigint | undefined): bigint {
  if (typeof wei === "object") return wei.code;
  const code = encode(wei);
  if (code === undefined) throw new RangeError(`${wei} wei has no encoding`);
  return code;
}

/** The key record of a person, or of any 256 bits. */
export function keyRecord(person: number, key: bigint = pack(keyOf(person).publicKey)): KeyRecord {
  return { kind: "key", key, exitAddress: addressOf(person) };
}

export function deposit(person: number, to: number, amount: bigint, key?: bigint): LedgerRecord {
  return { ...keyRecord(person, key), kind: "deposit", to, amount };
}
