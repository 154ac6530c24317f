import type { ChunkHasher } from "../tree/chunkHasher.ts";
import { ChunkTree } from "../tree/chunks.ts";
import type { Siblings } from "../tree/rooted.ts";
import { type Live, NOT_HASHED } from "./access/live.ts";
import { KIND_READ_WRITE, LEAF_BYTES, PAGE_BYTES } from "./isa.ts";
import type { Priority } from "./layoutFile.ts";
import { type Layout, depth, find, leafIndex } from "./section.ts";

/** A leaf of memory with its place in its section's tree. */
export type ProvenLeaf = { readonly leaf: Uint8Array; readonly siblings: Siblings };

/** When sections are hashed, and by what. What their roots are depends on neither. */
export type Hashing = {
  /** One for each section, in layout order; without them all are `medium`. */
  readonly priorities?: readonly Priority[];
  /** By default this thread alone. */
  readonly hasher?: ChunkHasher;
};

/** Checkpoints from one hashing of a section to the next; a `low` one waits until somebody asks. */
const EVERY: Readonly<Record<Priority, number>> = { high: 1, medium: 8, low: Infinity };

/**
 * The Merkle roots of a live memory. Only chunks that were written to are hashed again: when a root or a path is asked for,
 * or before, at checkpoints, as the priorities say.
 */
export class Commitment {
  /** In layout order; up to date after `roots`. */
  readonly trees: readonly ChunkTree[];
  readonly #layout: Layout;
  readonly #live: Live;
  readonly #every: readonly number[];

  constructor(layout: Layout, live: Live, { priorities, hasher }: Hashing = {}) {
    this.#layout = layout;
    this.#live = live;
    this.#every = layout.map((_, i) => EVERY[priorities?.[i] ?? "medium"]);
    this.trees = layout.map(({ size }, i) => {
      const memory = live.bytes.subarray(live.offsets[i], live.offsets[i]! + size);
      return new ChunkTree(memory, depth(size / PAGE_BYTES), hasher);
    });
  }

  /** Chunks hashed so far, all sections together. */
  get hashed(): number {
    return this.trees.reduce((sum, tree) => sum + tree.hashed, 0);
  }

  /** Section roots in layout order, the input section's included. */
  roots(): Uint8Array[] {
    return this.trees.map((_, section) => this.root(section));
  }

  /** Root of one section, by its place in the layout: no other is looked at. */
  root(section: number): Uint8Array {
    const tree = this.trees[section]!;
    tree.update(this.#taken(section));
    return tree.root;
  }

  /** Whether some section is to be hashed at the n-th checkpoint of a run, where 0 is its start, at which all are. */
  isDue(n: number): boolean {
    return this.#every.some((every) => n % every === 0);
  }

  /**
   * Hashes what is due at the n-th checkpoint. The more often a section is hashed the less is left to do when somebody asks; but a
   * chunk that is written again is hashed again.
   * @returns whether every section that can be written to was due
   */
  refresh(n: number): boolean {
    for (const [section, every] of this.#every.entries()) if (n % every === 0) this.root(section);
    return this.#every.every((every, section) => this.#layout[section]!.kind !== KIND_READ_WRITE || n % every === 0);
  }

  /** The leaf that holds `address`, which lies in some section, as memory is now. */
  leaf(address: number): ProvenLeaf {
    const section = find(this.#layout, address);
    this.root(section);
    const offset = this.#live.read(address) & -LEAF_BYTES;
    const leaf = this.#live.bytes.slice(offset, offset + LEAF_BYTES);
    return { leaf, siblings: this.trees[section]!.siblings(leafIndex(this.#layout[section]!, address)) };
  }

  /** The chunks of a section that are not hashed yet, which from now on pass for hashed. */
  #taken(section: number): number[] {
    const { changed, offsets } = this.#live;
    const first = offsets[section]! / PAGE_BYTES;
    const chunks: number[] = [];
    for (let chunk = 0; chunk < this.#layout[section]!.size / PAGE_BYTES; chunk++) {
      if ((changed[first + chunk]! & NOT_HASHED) === 0) continue;
      changed[first + chunk]! &= ~NOT_HASHED;
      chunks.push(chunk);
    }
    return chunks;
  }
}
