import type { Result, View } from "../rollup/view.ts";
import type { Address } from "../types/address.ts";
import type { Hex } from "../types/hex.ts";
import { refused } from "./error.ts";

/** Where a rollup is, and what its program takes. */
export type Rollup = {
  readonly chainId: number;
  readonly rollup: Address;
  /** Bytes of the program's input section. */
  readonly inputSize: number;
};

/**
 * What L1 says of a final batch: all that a light client takes on trust. From a node of one's own by `settledBatch`, or
 * from whatever header one believes.
 */
export type SettledBatch = Rollup & {
  readonly number: number;
  /** L1 timestamp of the block that the batch was posted in, seconds. */
  readonly timestamp: number;
  readonly inputRoot: Hex;
  /** Bytes: header and body. */
  readonly inputLength: number;
  /** Outputs before and after the batch, as the guest's leaves. */
  readonly anchor: Hex;
  readonly output: Hex;
};

/** @throws ClientError BATCH_NOT_FINAL */
export function settledBatch(view: View, rollup: Rollup, number: number): SettledBatch {
  let after: Result | undefined = view.results.get(view.head);
  while (after !== undefined && after.batch > number) after = view.results.get(after.opening.parent);
  const before = after && view.results.get(after.opening.parent);
  const batch = view.batches[number - 1];
  if (after?.batch !== number || before === undefined || batch === undefined) {
    throw refused("BATCH_NOT_FINAL", `Batch ${number} is not final on L1`);
  }
  const { timestamp, inputRoot, inputLength } = batch;
  const outputs = { anchor: before.opening.output, output: after.opening.output };
  return { ...rollup, number, timestamp, inputRoot, inputLength, ...outputs };
}
