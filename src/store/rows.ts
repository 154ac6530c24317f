import { concatBytes } from "../crypto/bytes.ts";
import { fromBigEndian, toBigEndian } from "../crypto/field.ts";
import type { Account } from "../ledger/account.ts";
import type { Message } from "../ledger/message.ts";
import type { Hex } from "../types/hex.ts";

/*
 * What stands in the rows of a ledger's store. Accounts and nodes are many and of fixed size: bytes. The others are few:
 * JSON, in which big numbers are decimal text.
 */

/** A state without its tree, which follows from the rows of accounts and nodes. */
export type Summary = {
  /** Batches executed. */
  readonly batches: number;
  /** Of the last one; absent before the first. */
  readonly accumulator?: Hex;
  readonly accounts: number;
  readonly messages: bigint;
  readonly messagesRoot: bigint;
  /** As the guest's leaf. */
  readonly output: Hex;
};

/** A batch that is not final: what led to its state, and what the state before it was. */
export type BatchRow = {
  readonly before: Summary;
  readonly header: readonly bigint[];
  readonly body: Hex;
  /** Messages that it sends. */
  readonly sent: readonly Message[];
  /** The accounts that it changed as they were before; null for those that it made. */
  readonly undo: readonly (readonly [index: number, account: Hex | null])[];
};

const HASH_BYTES = 32;
/** key x, key y, balance, nonce, exit address; big-endian */
const ACCOUNT_FIELDS = [32, 32, 16, 5, 20] as const;
const ACCOUNT_BYTES = ACCOUNT_FIELDS.reduce((sum, bytes) => sum + bytes, 0);

export function encodeAccount({ key, balance, nonce, exitAddress }: Account): Uint8Array {
  const values = [key.x, key.y, balance, BigInt(nonce), exitAddress];
  return concatBytes(values.map((value, i) => toBigEndian(value).subarray(HASH_BYTES - ACCOUNT_FIELDS[i]!)));
}

/** Undefined for bytes that are no account. */
export function decodeAccount(bytes: Uint8Array): Account | undefined {
  if (bytes.length !== ACCOUNT_BYTES) return undefined;
  let at = 0;
  const [x, y, balance, nonce, exitAddress] = ACCOUNT_FIELDS.map((length) =>
    fromBigEndian(bytes.subarray(at, (at += length))),
  );
  return { key: { x: x!, y: y! }, balance: balance!, nonce: Number(nonce), exitAddress: exitAddress! };
}

export function encodeJson(row: object): Uint8Array {
  const text = JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? { n: String(value) } : value));
  return new TextEncoder().encode(text);
}

export function decodeJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes), (_, value: unknown) =>
    typeof value === "object" && value !== null && "n" in value ? BigInt(value.n as string) : value,
  );
}
