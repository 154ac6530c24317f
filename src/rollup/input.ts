import { PAGE_BYTES } from "../machine/isa.ts";
import { depth } from "../machine/section.ts";
import { root } from "../tree/merkle.ts";
import type { Address } from "../types/address.ts";
import { toHex, type Hex } from "../types/hex.ts";
import { RollupError } from "./error.ts";

/** Bytes of the header that the Inbox writes before the body: eight leaves (docs/settlement.md). */
export const HEADER_BYTES = 256;

/** Kinds of batch: posted by the sequencer, or made of the bridge's queue. */
const [KIND_POSTED, KIND_QUEUE] = [1n, 2n];

/** What the Inbox writes into the header of a batch. */
export type Header = {
  readonly chainId: number;
  readonly rollup: Address;
  /** Number of the batch, from 1. */
  readonly batch: number;
  /** L1 timestamp, seconds. */
  readonly timestamp: number;
  /** The items of the queue that the batch is made of, if it is. */
  readonly queued?: { readonly first: number; readonly count: number };
};

/** The eight header leaves as numbers. */
export function headerNumbers({ chainId, rollup, batch, timestamp, queued }: Header, bodyLength: number): bigint[] {
  const kind = queued === undefined ? KIND_POSTED : KIND_QUEUE;
  const { first, count } = queued ?? { first: 0, count: 0 };
  return [kind, chainId, rollup, batch, timestamp, bodyLength, first, count].map(BigInt);
}

/**
 * The input of a batch as the guest finds it: header leaves, each a little-endian number of 32 bytes, then the body.
 * @param size bytes of the program's input section
 * @throws RollupError BODY_TOO_LONG
 */
export function composeInput(header: Header, body: Uint8Array, size: number): Uint8Array {
  if (HEADER_BYTES + body.length > size) {
    throw new RollupError("BODY_TOO_LONG", {
      what: `A body of ${body.length} bytes does not fit: the program takes at most ${size - HEADER_BYTES}`,
      fix: "Post fewer transactions in one batch",
    });
  }
  const input = new Uint8Array(HEADER_BYTES + body.length);
  for (const [i, field] of headerNumbers(header, body.length).entries())
    writeLittleEndian(input.subarray(32 * i, 32 * i + 32), field);
  input.set(body, HEADER_BYTES);
  return input;
}

/** Root of an input section of `size` bytes that begins with `input`, as the Inbox records it. */
export function inputRootOf(input: Uint8Array, size: number): Hex {
  const leaves = Array.from({ length: Math.ceil(input.length / 32) }, (_, i) => {
    const leaf = new Uint8Array(32);
    leaf.set(input.subarray(32 * i, 32 * i + 32));
    return leaf;
  });
  return toHex(root(leaves, depth(size / PAGE_BYTES)));
}

function writeLittleEndian(leaf: Uint8Array, value: bigint): void {
  for (let i = 0, rest = value; rest > 0n; i++, rest >>= 8n) leaf[i] = Number(rest & 0xffn);
}
