import { ChunkTree } from "../tree/chunks.ts";
import type { Siblings } from "../tree/rooted.ts";
import { type Live, NOT_HASHED } from "./access/live.ts";
import { LEAF_BYTES, PAGE_BYTES } from "./isa.ts";
import { type Layout, depth, find, leafIndex } from "./section.ts";

/** A leaf of memory with its place in its section's tree. */
export type ProvenLeaf = { readonly leaf: Uint8Array; readonly siblings: Siblings };

/** The Merkle roots of a live memory, brought up to date on demand: only chunks that changed are hashed again. */
export class Commitment {
  /** In layout order; up to date after `roots`. */
  readonly trees: readonly ChunkTree[];
  readonly #layout: Layout;
  readonly #live: Live;

  constructor(layout: Layout, live: Live) {
    this.#layout = layout;
    this.#live = live;
    this.trees = layout.map(({ size }, i) => {
      const memory = live.bytes.subarray(live.offsets[i], live.offsets[i]! + size);
      return new ChunkTree(memory, depth(size / PAGE_BYTES));
    });
  }

  /** Chunks hashed so far, all sections together. */
  get hashed(): number {
    return this.trees.reduce((sum, tree) => sum + tree.hashed, 0);
  }

  /** Section roots in layout order, the input section's included. */
  roots(): Uint8Array[] {
    const { changed, offsets } = this.#live;
    for (const [i, { size }] of this.#layout.entries()) {
      const first = offsets[i]! / PAGE_BYTES;
      const chunks: number[] = [];
      for (let chunk = 0; chunk < size / PAGE_BYTES; chunk++) {
        if ((changed[first + chunk]! & NOT_HASHED) === 0) continue;
        changed[first + chunk]! &= ~NOT_HASHED;
        chunks.push(chunk);
      }
      this.trees[i]!.update(chunks);
    }
    return this.trees.map((tree) => tree.root);
  }

  /** The leaf that holds `address`, which lies in some section, as memory is now. */
  leaf(address: number): ProvenLeaf {
    this.roots();
    const section = find(this.#layout, address);
    const offset = this.#live.read(address) & -LEAF_BYTES;
    const leaf = this.#live.bytes.slice(offset, offset + LEAF_BYTES);
    return { leaf, siblings: this.trees[section]!.siblings(leafIndex(this.#layout[section]!, address)) };
  }
}
