import { keccak_256 } from "@noble/hashes/sha3.js";

/** Root at `depth` over `leaves`, padded with zero leaves, by the definition and by another keccak. */
export function naiveRoot(leaves: readonly Uint8Array[], depth: number): Uint8Array {
  if (depth === 0) return leaves[0] ?? new Uint8Array(32);
  const half = 2 ** (depth - 1);
  const left = naiveRoot(leaves.slice(0, half), depth - 1);
  const right = naiveRoot(leaves.slice(half), depth - 1);
  return keccak_256(Uint8Array.from([...left, ...right]));
}

/** The 32-byte leaves of `memory`. */
export function leavesOf(memory: Uint8Array): Uint8Array[] {
  return Array.from({ length: memory.length / 32 }, (_, i) => memory.slice(32 * i, 32 * i + 32));
}
