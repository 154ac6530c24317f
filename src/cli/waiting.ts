import type { Hex } from "viem";
import { TO_CREATE } from "../ledger/constants.ts";
import { decodeRecord, type Deposit } from "../ledger/record.ts";
import type { View } from "../rollup/view.ts";
import { toBytes } from "../types/hex.ts";

/** Deposits in the queue, in no batch yet, for an account of `key` that they make or for the one at `index`. */
export function depositsOf({ batches, deposits }: View, key: Hex, index: number | undefined): Deposit[] {
  const last = batches.findLast(({ queued }) => queued !== undefined)?.queued;
  return deposits
    .slice(last === undefined ? 0 : last.first + last.count)
    .map((record) => decodeRecord(toBytes(record)))
    .filter((record) => record.kind === "deposit")
    .filter(({ to, key: owner }) => to === index || (to === TO_CREATE && owner === BigInt(key)));
}
