import { FIELD, toLittleEndian } from "../../src/crypto/field.ts";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { LEAF_BYTES } from "../../src/machine/isa.ts";
import type { Layout } from "../../src/machine/section.ts";
import { NODES } from "../generate/stepCase.ts";
import type { Random } from "../lib/random.ts";

const HASHES = NODES.map((children) => poseidon(children));

const EDGES = [0, 1, -1, 2, -2, 31, 32, 33, 0x7fff_ffff, -0x8000_0000, -0x7fff_ffff, 0x8000, 0xffff];
const LEAVES = [0n, 1n, 2n, FIELD - 1n, FIELD, FIELD + 1n, 2n ** 255n, 2n ** 256n - 1n, 2n ** 256n - 2n, ...HASHES];

/** A signed word: an edge, or anything. */
export function someWord(random: Random): number {
  return random.below(2) === 0 ? random.pick(EDGES) : random.below(2 ** 32) | 0;
}

/** An address in some section or just outside one, aligned to a byte, a word or a leaf. */
export function someAddress(random: Random, layout: Layout): number {
  const { start, size } = random.pick(layout);
  const inside = start + random.below(size);
  const edge = random.pick([start - 4, start - 1, start, start + size - LEAF_BYTES, start + size - 4, start + size]);
  return (random.pick([inside, inside, inside, edge]) & random.pick([~0, ~3, ~31])) | 0;
}

/** Puts numbers that ecalls tell apart into leaves here and there, the hashes of NODES among them; most stays as it is. */
export function plantLeaves(random: Random, image: Uint8Array): void {
  for (let at = 0; at < image.length; at += LEAF_BYTES) {
    if (random.below(4) > 0) continue;
    image.set(toLittleEndian(random.below(8) > 0 ? random.pick(LEAVES) : someElement(random)), at);
  }
}

/** A number below the field, of any length. */
export function someElement(random: Random): bigint {
  const words = Array.from({ length: 1 + random.below(7) }, () => BigInt(random.below(2 ** 32)));
  return words.reduce((sum, word) => (sum << 32n) | word, 0n) % FIELD;
}

/** A leaf whose Poseidon preimage the host knows, with the number of its children. */
export function someNode(random: Random): { readonly hash: bigint; readonly n: number } {
  const i = random.below(NODES.length);
  return { hash: HASHES[i], n: NODES[i].length };
}
