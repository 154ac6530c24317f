import { keccak256 } from "../crypto/keccak.ts";
import * as merkle from "../tree/merkle.ts";
import { type Brand, type Hex, toBytes, toHex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";
import { DisputeError } from "./error.ts";
import { bits } from "./search.ts";

/*
 * The committed list of hashes of a move; mirrors contracts/dispute/Dissection.sol. docs/dispute.md, Dissection. A leaf holds
 * two neighbouring hashes, so that one path proves a whole segment; its preimage is as long as a node's, but the depth is fixed
 * by the count, so no node passes for it.
 */

/** Commits to the list of hashes of one dissection, segment by segment. 32 bytes. */
export type DissectionRoot = Brand<Hex, "DissectionRoot">;

/** One segment of the other side's dissection: whose start the mover accepts and whose end it rejects. */
export type Selection = {
  /** Which segment, from 0. */
  readonly index: number;
  readonly start: StateHash;
  readonly end: StateHash;
  /** Merkle path of the segment, from the leaf up, one for each level. */
  readonly siblings: readonly Hex[];
};

/** A leaf: the hash of two neighbours of the list. */
export function segment(start: StateHash, end: StateHash): Uint8Array {
  return pair(toBytes(start, 32), toBytes(end, 32));
}

/** keccak256(left | right): a leaf, a node, and whatever else two words commit to. */
export function pair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return keccak256(left, right);
}

/**
 * The root over the segments of the list `hashes`, both ends included, padded with zero to a power of two.
 * @throws DisputeError INVALID_DISSECTION
 */
export function root(hashes: readonly StateHash[]): DissectionRoot {
  const leaves = segments(hashes);
  return toHex(merkle.root(leaves, bits(leaves.length))) as DissectionRoot;
}

/**
 * The root of the dissection of `count` segments that `selection` is a segment of.
 * @throws DisputeError INVALID_SELECTION
 */
export function climb(selection: Selection, count: number): DissectionRoot {
  const { index, start, end, siblings } = selection;
  requireSegment(index, count);
  if (siblings.length !== bits(count)) {
    const what = `A path of ${siblings.length} siblings in a dissection of ${count} segments`;
    throw new DisputeError("INVALID_SELECTION", { what, fix: `Give ${bits(count)} siblings` });
  }
  let node = segment(start, end);
  siblings.forEach((sibling, level) => {
    const other = toBytes(sibling, 32);
    node = (index >>> level) & 1 ? pair(other, node) : pair(node, other);
  });
  return toHex(node) as DissectionRoot;
}

/**
 * Opens segment `index` of a dissection. Only off chain: the contract is given the result.
 * @throws DisputeError INVALID_DISSECTION, INVALID_SELECTION
 */
export function select(hashes: readonly StateHash[], index: number): Selection {
  let nodes = segments(hashes);
  const depth = bits(nodes.length);
  requireSegment(index, nodes.length);
  const siblings: Hex[] = [];
  for (let level = 0; level < depth; level++) {
    siblings.push(toHex(nodes[(index >>> level) ^ 1] ?? merkle.zeroRoots()[level]));
    nodes = Array.from({ length: Math.ceil(nodes.length / 2) }, (_, i) =>
      pair(nodes[2 * i], nodes[2 * i + 1] ?? merkle.zeroRoots()[level]),
    );
  }
  return { index, start: hashes[index], end: hashes[index + 1], siblings };
}

/** The leaves: one for each two neighbours. */
function segments(hashes: readonly StateHash[]): Uint8Array[] {
  if (hashes.length < 2) {
    const what = `A dissection of ${hashes.length} hashes`;
    throw new DisputeError("INVALID_DISSECTION", { what, fix: "Give the hashes at all cuts, both ends included" });
  }
  return hashes.slice(1).map((end, i) => segment(hashes[i], end));
}

function requireSegment(index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  const what = `Segment ${index} of a dissection of ${count}`;
  throw new DisputeError("INVALID_SELECTION", { what, fix: "Count segments from 0" });
}
