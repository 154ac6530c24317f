import { concatBytes } from "../crypto/bytes.ts";
import { fromBigEndian, toBigEndian } from "../crypto/field.ts";
import { MAX_RECORDS, PREFIX_BYTES, RECORD_BYTES } from "./constants.ts";
import { decodeRecord, encodeRecord, type LedgerRecord } from "./record.ts";

/** A batch as the ledger sees it. */
export type Batch = {
  /** The Inbox's eight header leaves as numbers (docs/settlement.md): kind, chain id, rollup, batch, timestamp, body length, 0, 0. */
  readonly header: readonly bigint[];
  readonly body: Uint8Array;
};

/** Records of a body of `length` bytes, the last one perhaps padded. */
export function recordCount(length: number): number {
  return Math.min(MAX_RECORDS, Math.ceil(Math.max(0, length - PREFIX_BYTES) / RECORD_BYTES));
}

/** The account that the body names for its fees; it need not exist. */
export function feeAccountOf(body: Uint8Array): number {
  return Number(fromBigEndian(padded(body, 0, 4)));
}

/** The records of any body: zero-padded to whole ones, none beyond the 4,096th. */
export function decodeBody(body: Uint8Array): LedgerRecord[] {
  return Array.from({ length: recordCount(body.length) }, (_, i) => decodeRecord(recordBytes(body, i)));
}

export function recordBytes(body: Uint8Array, index: number): Uint8Array {
  return padded(body, PREFIX_BYTES + RECORD_BYTES * index, RECORD_BYTES);
}

/** The first 26 bytes: fee account and unused ones. */
export function prefixBytes(body: Uint8Array): Uint8Array {
  return padded(body, 0, PREFIX_BYTES);
}

export function encodeBody(feeAccount: number, records: readonly LedgerRecord[]): Uint8Array {
  const prefix = new Uint8Array(PREFIX_BYTES);
  prefix.set(toBigEndian(BigInt(feeAccount)).subarray(28));
  return concatBytes([prefix, ...records.map(encodeRecord)]);
}

function padded(body: Uint8Array, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(body.subarray(start, start + length));
  return bytes;
}
