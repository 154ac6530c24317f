import { concat } from "viem";
import { PREFIX_BYTES, RECORD_BYTES } from "../ledger/constants.ts";
import type { Queued, View } from "../rollup/view.ts";
import { toHex } from "../types/hex.ts";

/** Most items that the Inbox takes in one batch (contracts/rollup/Bridge.sol). */
const MAX_ITEMS = 256;

/** The next batch of the bridge's queue: as many items as wait and fit; undefined while none does. */
export function nextOfQueue({ batches, deposits }: View, maxBody: number): Queued | undefined {
  const last = batches.findLast(({ queued }) => queued !== undefined)?.queued;
  const first = last === undefined ? 0 : last.first + last.count;
  const most = Math.min(MAX_ITEMS, Math.floor((maxBody - PREFIX_BYTES) / RECORD_BYTES));
  const records = deposits.slice(first, first + most);
  if (records.length === 0) return undefined;
  return { first, count: records.length, body: concat([toHex(new Uint8Array(PREFIX_BYTES)), ...records]) };
}
