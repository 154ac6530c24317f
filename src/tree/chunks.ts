import { equalBytes } from "../crypto/bytes.ts";
import type { ChunkHasher } from "./chunkHasher.ts";
import { TreeError } from "./error.ts";
import { kernel } from "./kernel.ts";
import { climb, zeroRoots } from "./merkle.ts";
import { decodeSiblings, encodeSiblings, type Rooted, type Scheme, type Siblings } from "./rooted.ts";

const LEAF_BYTES = 32;
const CHUNK_BYTES = 4096;
const CHUNK_LEAVES = CHUNK_BYTES / LEAF_BYTES;
/** Levels of the tree in a chunk. */
const CHUNK_DEPTH = 7;

/** How the root of a binary keccak tree of `depth` levels stands for its leaves of 32 bytes; a leaf of zeros is none. */
export function chunkScheme(depth: number): Scheme<Uint8Array, Uint8Array> {
  return {
    name: "keccak, arity 2",
    places: 2 ** depth,
    verify(root, place, value = zeroRoots()[0]!, proof) {
      const siblings = decodeSiblings(proof);
      const isPlace = Number.isInteger(place) && place >= 0 && place < 2 ** depth && value.length === LEAF_BYTES;
      if (siblings === undefined || !isPlace) return false;
      try {
        return equalBytes(climb(value, place, depth, siblings.zeros, siblings.hashes), root);
      } catch (error) {
        if (error instanceof TreeError) return false;
        throw error;
      }
    },
  };
}

/**
 * Merkle tree of a range of memory that somebody else writes to. The roots of its 4096-byte chunks and all nodes above
 * them are kept, so that a change costs one chunk and one path; whoever writes says which chunks to hash again.
 */
export class ChunkTree implements Rooted<Uint8Array, Uint8Array> {
  readonly scheme: Scheme<Uint8Array, Uint8Array>;
  /** Levels above the leaves. */
  readonly depth: number;
  /** Chunks hashed so far; zero chunks are not hashed. */
  hashed = 0;

  readonly #memory: Uint8Array;
  /** Chunks that the tree has room for, a power of two: those beyond the memory are zero. */
  readonly #capacity: number;
  /** Node i has the children 2i and 2i + 1, node 1 is the root, chunk c is node capacity + c; 32 bytes each. */
  readonly #nodes: Uint8Array;
  readonly #words: Int32Array;
  /** The nodes of the chunks. */
  readonly #roots: Uint8Array;
  readonly #hasher: ChunkHasher;

  /** @param memory the range, a multiple of 4096 bytes, of which all is zero that is not yet named to `update` */
  constructor(memory: Uint8Array, depth: number, hasher: ChunkHasher = kernel) {
    this.depth = depth;
    this.scheme = chunkScheme(depth);
    this.#memory = memory;
    this.#capacity = 2 ** (depth - CHUNK_DEPTH);
    this.#words = new Int32Array((2 * this.#capacity * LEAF_BYTES) / 4);
    this.#nodes = new Uint8Array(this.#words.buffer);
    this.#roots = this.#nodes.subarray(this.#capacity * LEAF_BYTES);
    this.#hasher = hasher;
    for (let level = 0, first = this.#capacity; first >= 1; level++, first /= 2) {
      const zero = zeroRoots()[CHUNK_DEPTH + level]!;
      for (let i = first; i < 2 * first; i++) this.#nodes.set(zero, i * LEAF_BYTES);
    }
  }

  /** Hashes the chunks again, each named once, in ascending order, and the nodes above them. */
  update(chunks: readonly number[]): void {
    if (chunks.length === 0) return;
    this.hashed += this.#hasher.hash(this.#memory, chunks, this.#roots);
    let nodes = chunks.map((chunk) => this.#capacity + chunk);
    for (let level = CHUNK_DEPTH; level < this.depth; level++) {
      nodes = parentsOf(nodes);
      kernel.parents(this.#words, nodes);
    }
  }

  get root(): Uint8Array {
    return this.#node(1).slice();
  }

  /** The leaf, as the memory has it now. */
  get(leaf: number): Uint8Array | undefined {
    const bytes = new Uint8Array(LEAF_BYTES);
    bytes.set(this.#memory.subarray(leaf * LEAF_BYTES, (leaf + 1) * LEAF_BYTES));
    return bytes.every((byte) => byte === 0) ? undefined : bytes;
  }

  prove(leaf: number): Uint8Array {
    return encodeSiblings(this.siblings(leaf));
  }

  chunkRoot(chunk: number): Uint8Array {
    return this.#node(this.#capacity + chunk).slice();
  }

  /**
   * Chunks in which this tree and `other`, of the same depth, differ, found from the root down: a difference costs two
   * hashes a level, equal halves cost nothing. `read` is told of every pair of hashes that is compared.
   */
  differences(other: ChunkTree, read: () => void): number[] {
    const found: number[] = [];
    const visit = (node: number): void => {
      read();
      if (equalBytes(this.#node(node), other.#node(node))) return;
      if (node >= this.#capacity) {
        found.push(node - this.#capacity);
        return;
      }
      visit(2 * node);
      visit(2 * node + 1);
    };
    visit(1);
    return found;
  }

  /** Siblings of the leaf, from the leaf up, in the state of the last `update`. */
  siblings(leaf: number): Siblings {
    const chunk = Math.floor(leaf / CHUNK_LEAVES);
    const levels = kernel.levels(this.#memory.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES));
    const path = levels.map((nodes, level) => nodeOf(nodes, ((leaf % CHUNK_LEAVES) >>> level) ^ 1).slice());
    for (let node = this.#capacity + chunk; node > 1; node >>>= 1) path.push(this.#node(node ^ 1).slice());
    const isZero = path.map((hash, level) => equalBytes(hash, zeroRoots()[level]!));
    const zeros = isZero.reduce((bits, zero, level) => (zero ? bits | (1 << level) : bits), 0);
    return { zeros: zeros >>> 0, hashes: path.filter((_, level) => !isZero[level]) };
  }

  #node(index: number): Uint8Array {
    return nodeOf(this.#nodes, index);
  }
}

/** Ascending, each once. */
function parentsOf(nodes: readonly number[]): number[] {
  return nodes.map((node) => node >>> 1).filter((node, i, all) => node !== all[i - 1]);
}

function nodeOf(nodes: Uint8Array, index: number): Uint8Array {
  return nodes.subarray(index * LEAF_BYTES, (index + 1) * LEAF_BYTES);
}
