import { AssizeError } from "../../src/types/error.ts";

/** One transfer of the bank guest, as a user writes it. */
export type Transfer = {
  /** Index of the sender's account, u32; the bank has 10,000. */
  readonly from: number;
  /** Index of the receiver's account, u32, not the sender's. */
  readonly to: number;
  /** u64. Every account starts with 1,000,000. */
  readonly amount: bigint;
  /** Transfers that the sender has made so far, u32. */
  readonly nonce: number;
};

/** Bytes of one transfer in the body of a batch. */
export const TRANSFER_BYTES = 20;

const U32_MAX = 2 ** 32 - 1;
const U64_MAX = 2n ** 64n - 1n;

/** A transfer that does not fit its record. One that the bank would reject is no error: it is encoded and rejected there. */
export class TransferError extends AssizeError<"TRANSFER_FIELD"> {}

function word(transfer: number, field: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= U32_MAX) return value;
  throw new TransferError("TRANSFER_FIELD", {
    what: `${field} is ${value}`,
    where: `transfer ${transfer}`,
    fix: `Give an integer from 0 to ${U32_MAX}`,
  });
}

function longWord(transfer: number, field: string, value: bigint): bigint {
  if (value >= 0n && value <= U64_MAX) return value;
  throw new TransferError("TRANSFER_FIELD", {
    what: `${field} is ${value}`,
    where: `transfer ${transfer}`,
    fix: `Give an integer from 0 to ${U64_MAX}`,
  });
}

/**
 * The body of a batch for the bank guest: 20 bytes for each transfer, in order, all fields little-endian
 * (`from u32 | to u32 | amount u64 | nonce u32`, docs/guests.md).
 *
 * @throws TransferError TRANSFER_FIELD: a field does not fit its width
 */
export function encodeTransfers(transfers: readonly Transfer[]): Uint8Array {
  const body = new Uint8Array(TRANSFER_BYTES * transfers.length);
  const view = new DataView(body.buffer);
  for (const [i, { from, to, amount, nonce }] of transfers.entries()) {
    const at = TRANSFER_BYTES * i;
    view.setUint32(at, word(i, "from", from), true);
    view.setUint32(at + 4, word(i, "to", to), true);
    view.setBigUint64(at + 8, longWord(i, "amount", amount), true);
    view.setUint32(at + 16, word(i, "nonce", nonce), true);
  }
  return body;
}
