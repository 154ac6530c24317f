import { equalBytes } from "../crypto/bytes.ts";
import { keccak256 } from "../crypto/keccak.ts";
import { TreeError } from "./error.ts";

/*
 * Binary Merkle trees of fixed depth over 32-byte leaves, padded with zero (docs/machine.md, Sections). A leaf is not
 * hashed, node = keccak256(left | right); the depth comes from the caller, so a leaf cannot pass for a node.
 */

/** Deepest tree of the machine: a section of 2^24 - 1 pages, the most that an entry of the table can say, has 31 levels. */
const MAX_DEPTH = 31;

const ZERO_ROOTS: Uint8Array[] = [new Uint8Array(32)];
for (let level = 0; level < MAX_DEPTH; level++) ZERO_ROOTS.push(keccak256(ZERO_ROOTS[level]!, ZERO_ROOTS[level]!));

/** Roots of the trees of 0 to 31 levels that hold only zeros. Shared: not to be written to. */
export function zeroRoots(): readonly Uint8Array[] {
  return ZERO_ROOTS;
}

/**
 * Root above `leaf` at `index`. Bit i of `zeros` set: the sibling at level i (0 = beside the leaf) is zeroRoots()[i]; the
 * others come from `siblings`, from the leaf up. There is one encoding for each proof: any other is refused.
 * @throws TreeError ZERO_BITS_BEYOND_DEPTH, SIBLING_COUNT, ZERO_SIBLING_GIVEN
 */
export function climb(
  leaf: Uint8Array,
  index: number,
  depth: number,
  zeros: number,
  siblings: readonly Uint8Array[],
): Uint8Array {
  if (depth > MAX_DEPTH || zeros >>> depth !== 0) {
    const what = `The zero bitmap 0x${(zeros >>> 0).toString(16)} has bits beyond ${depth} levels`;
    throw new TreeError("ZERO_BITS_BEYOND_DEPTH", { what, fix: "Clear the bits at and above the depth" });
  }
  const expected = siblingCount(depth, zeros);
  if (siblings.length !== expected) {
    const what = `${siblings.length} siblings where ${expected} are due`;
    throw new TreeError("SIBLING_COUNT", { what, fix: "Give one sibling for each level without a zero bit" });
  }
  let node = leaf;
  let next = 0;
  for (let level = 0; level < depth; level++) {
    const isZero = (zeros >>> level) & 1;
    const sibling = isZero ? ZERO_ROOTS[level]! : siblings[next++]!;
    if (!isZero && equalBytes(sibling, ZERO_ROOTS[level]!)) {
      const what = `The sibling at level ${level} is the root of a zero subtree`;
      throw new TreeError("ZERO_SIBLING_GIVEN", { what, fix: "Set the level's zero bit and leave the sibling out" });
    }
    node = (index >>> level) & 1 ? keccak256(sibling, node) : keccak256(node, sibling);
  }
  return node;
}

/**
 * Root at `depth` over `leaves`, padded with zero leaves.
 * @throws TreeError TOO_MANY_LEAVES
 */
export function root(leaves: readonly Uint8Array[], depth: number): Uint8Array {
  if (depth > MAX_DEPTH || leaves.length > 2 ** depth) {
    const what = `${leaves.length} leaves in a tree of ${depth} levels`;
    throw new TreeError("TOO_MANY_LEAVES", { what, fix: "Take a deeper tree" });
  }
  let nodes = leaves;
  for (let level = 0; level < depth; level++) {
    const left = nodes.filter((_, i) => i % 2 === 0);
    nodes = left.map((node, i) => keccak256(node, nodes[2 * i + 1] ?? ZERO_ROOTS[level]!));
  }
  return nodes[0] ?? ZERO_ROOTS[depth]!;
}

/** Siblings that a proof of `depth` levels spells out beside its zero bits; 0 where `climb` would refuse the bits. */
export function siblingCount(depth: number, zeros: number): number {
  let count = depth;
  for (let rest = zeros; rest !== 0; rest &= rest - 1) count--;
  return Math.max(0, count);
}
