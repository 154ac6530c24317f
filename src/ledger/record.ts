import type { Signature } from "../crypto/eddsa.ts";
import { fromBigEndian, toBigEndian } from "../crypto/field.ts";
import { FROM_DEPOSIT, FROM_KEY, RECORD_BYTES } from "./constants.ts";

/*
 * The three kinds of record, 78 bytes each (docs/ledger.md, Batch). Every 78 bytes are one of them: reading never fails.
 */

/** Numbers are as posted: amount and fee still encoded (amount.ts), `to` an index or one of constants.ts. */
export type Transaction = {
  readonly kind: "transaction";
  readonly from: number;
  readonly to: number;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly signature: Signature;
};

/** The owner that the transaction after this record creates an account for. */
export type KeyRecord = { readonly kind: "key"; readonly key: bigint; readonly exitAddress: bigint };

/** Amount in wei. */
export type Deposit = {
  readonly kind: "deposit";
  readonly to: number;
  readonly amount: bigint;
  readonly key: bigint;
  readonly exitAddress: bigint;
};

export type LedgerRecord = Transaction | KeyRecord | Deposit;

type Field = readonly [offset: number, bytes: number];
const FROM: Field = [0, 4];
const TO: Field = [4, 4];
const AMOUNT: Field = [8, 5];
const FEE: Field = [13, 1];
const H: Field = [14, 32];
const S: Field = [46, 32];
const DEPOSITED: Field = [8, 12];
const KEY: Field = [20, 32];
const EXIT_ADDRESS: Field = [52, 20];

/** @param bytes 78 of them */
export function decodeRecord(bytes: Uint8Array): LedgerRecord {
  const read = ([offset, length]: Field): bigint => fromBigEndian(bytes.subarray(offset, offset + length));
  const from = Number(read(FROM));
  const to = Number(read(TO));
  if (from === FROM_KEY) return { kind: "key", key: read(KEY), exitAddress: read(EXIT_ADDRESS) };
  if (from === FROM_DEPOSIT) {
    return { kind: "deposit", to, amount: read(DEPOSITED), key: read(KEY), exitAddress: read(EXIT_ADDRESS) };
  }
  return { kind: "transaction", from, to, amount: read(AMOUNT), fee: read(FEE), signature: { h: read(H), S: read(S) } };
}

/** The 78 bytes of a record, unused ones zero. Every number fits its field. */
export function encodeRecord(record: LedgerRecord): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  const write = ([offset, length]: Field, value: bigint | number): void =>
    bytes.set(toBigEndian(BigInt(value)).subarray(32 - length), offset);
  if (record.kind === "transaction") {
    write(FROM, record.from);
    write(TO, record.to);
    write(AMOUNT, record.amount);
    write(FEE, record.fee);
    write(H, record.signature.h);
    write(S, record.signature.S);
    return bytes;
  }
  write(KEY, record.key);
  write(EXIT_ADDRESS, record.exitAddress);
  write(FROM, record.kind === "key" ? FROM_KEY : FROM_DEPOSIT);
  if (record.kind === "deposit") {
    write(TO, record.to);
    write(DEPOSITED, record.amount);
  }
  return bytes;
}
