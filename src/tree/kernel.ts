import { ROUND_CONSTANTS } from "../crypto/keccakRounds.ts";
import { compile, instantiate, memoryOf, wasm } from "../wasm/host.ts";
import type { ChunkHasher } from "./chunkHasher.ts";
import { kernelModule } from "./kernelCode.ts";

const NODE_BYTES = 32;
const NODE_WORDS = NODE_BYTES / 4;
const PAIR_BYTES = 2 * NODE_BYTES;
const CHUNK_BYTES = 4096;
/** Pairs of leaves in a chunk: what is hashed in one call, at most, beside whole chunks. */
const PAIRS = CHUNK_BYTES / PAIR_BYTES;
/** Nodes of the tree over a chunk, its root included. */
const CHUNK_NODES = 2 * PAIRS - 1;
/** The kernel's memory: a chunk, the nodes over it level by level with the root last, the round constants. */
const NODES = CHUNK_BYTES;
const ROOT = NODES + (CHUNK_NODES - 1) * NODE_BYTES;
const TABLE = 2 * CHUNK_BYTES;

type Loop = (from: number, to: number, end: number) => void;
type Exports = { readonly one: Loop; readonly two?: Loop };

/**
 * Hashes nodes of binary keccak trees in generated code, two at once where the host has vectors. What it hashes is copied to
 * a memory of its own. That costs some 2 % of the time (bench/hashing.ts), and spares every guest's memory an instance of
 * the code, and room for nodes beside the guest's bytes.
 */
export class Kernel implements ChunkHasher {
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #one: Loop;
  readonly #two: Loop | undefined;
  /** Root of a chunk of zeros. */
  readonly #zero: Uint8Array;

  constructor(vectors = hasVectors()) {
    const memory = memoryOf(TABLE + ROUND_CONSTANTS.length * BigUint64Array.BYTES_PER_ELEMENT);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Int32Array(memory.buffer);
    new BigUint64Array(memory.buffer, TABLE).set(ROUND_CONSTANTS);
    const { one, two } = instantiate<Exports>(compile(kernelModule(TABLE, vectors)), { memory });
    [this.#one, this.#two] = [one, two];
    this.#pairs(CHUNK_NODES);
    this.#zero = this.#bytes.slice(ROOT, ROOT + NODE_BYTES);
  }

  hash(memory: Uint8Array, chunks: readonly number[], roots: Uint8Array): number {
    let hashed = 0;
    for (const chunk of chunks) {
      const root = this.root(memory.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES));
      if (root !== undefined) hashed++;
      roots.set(root ?? this.#zero, chunk * NODE_BYTES);
    }
    return hashed;
  }

  /** Root of the tree over a chunk, good until the next call; undefined where all is zero, which is not hashed. */
  root(chunk: Uint8Array): Uint8Array | undefined {
    this.#load(chunk);
    if (this.#isZero()) return undefined;
    this.#pairs(CHUNK_NODES);
    return this.#bytes.subarray(ROOT, ROOT + NODE_BYTES);
  }

  /** The tree over a chunk, from its leaves to the two nodes below its root: each level with its nodes one after the other. */
  levels(chunk: Uint8Array): Uint8Array[] {
    this.#load(chunk);
    this.#pairs(CHUNK_NODES);
    const levels: Uint8Array[] = [];
    for (let [at, size] = [0, CHUNK_BYTES]; size > NODE_BYTES; at += size, size /= 2) {
      levels.push(this.#bytes.slice(at, at + size));
    }
    return levels;
  }

  /**
   * Hashes nodes from their children. In `heap` node i is the eight words from 8i on, its children are nodes 2i and 2i + 1.
   * No node of `nodes` is a child of another.
   */
  parents(heap: Int32Array, nodes: readonly number[]): void {
    for (let done = 0; done < nodes.length; done += PAIRS) {
      const some = nodes.slice(done, done + PAIRS);
      some.forEach((node, i) => copy(heap, 2 * node * NODE_WORDS, this.#words, 2 * i * NODE_WORDS, 2 * NODE_WORDS));
      this.#pairs(some.length);
      some.forEach((node, i) => copy(this.#words, NODES / 4 + i * NODE_WORDS, heap, node * NODE_WORDS, NODE_WORDS));
    }
  }

  /** Beyond the end of a memory all is zero. */
  #load(chunk: Uint8Array): void {
    this.#bytes.set(chunk);
    this.#bytes.fill(0, chunk.length, CHUNK_BYTES);
  }

  /** Hashes so many pairs; of a chunk all nodes in a row, since each level lies behind the one below it. */
  #pairs(pairs: number): void {
    const even = this.#two === undefined ? 0 : pairs - (pairs % 2);
    if (even > 0) this.#two!(0, NODES, even * PAIR_BYTES);
    if (even < pairs) this.#one(even * PAIR_BYTES, NODES + even * NODE_BYTES, pairs * PAIR_BYTES);
  }

  #isZero(): boolean {
    for (let i = 0; i < CHUNK_BYTES / 4; i++) if (this.#words[i] !== 0) return false;
    return true;
  }
}

/** Word by word: for so few words a call of the engine's own copying costs more than they do. */
function copy(from: Int32Array, at: number, to: Int32Array, place: number, count: number): void {
  for (let i = 0; i < count; i++) to[place + i] = from[at + i]!;
}

function hasVectors(): boolean {
  return wasm.validate(kernelModule(TABLE, true));
}

/** One for the process: hashing is synchronous and never nested, so it can be shared. */
export const kernel = new Kernel();
