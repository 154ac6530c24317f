import { createKeccak } from "hash-wasm";
import { zeroRoots } from "../../src/tree/merkle.ts";

const CHUNK_BYTES = 4096;
const CHUNK_DEPTH = 7;
const hasher = await createKeccak(256);

/**
 * The tree of src/tree/chunks.ts with hash-wasm for every node, as src/tree did it before it had a kernel: what the kernel is
 * measured against. One hasher for all, no copies that hash-wasm does not ask for, zero chunks left out.
 */
export class HashWasmTree {
  readonly #memory: Uint8Array;
  readonly #depth: number;
  readonly #capacity: number;
  readonly #nodes: Uint8Array;

  constructor(memory: Uint8Array, depth: number) {
    this.#memory = memory;
    this.#depth = depth;
    this.#capacity = 2 ** (depth - CHUNK_DEPTH);
    this.#nodes = new Uint8Array(2 * this.#capacity * 32);
    for (let level = 0, first = this.#capacity; first >= 1; level++, first /= 2) {
      for (let i = first; i < 2 * first; i++) this.#nodes.set(zeroRoots()[CHUNK_DEPTH + level]!, i * 32);
    }
  }

  update(chunks: readonly number[]): void {
    for (const chunk of chunks) this.#nodes.set(this.#chunkRoot(chunk), (this.#capacity + chunk) * 32);
    let nodes = chunks.map((chunk) => this.#capacity + chunk);
    for (let level = CHUNK_DEPTH; level < this.#depth; level++) {
      nodes = [...new Set(nodes.map((node) => node >>> 1))];
      for (const node of nodes) this.#nodes.set(hash(this.#nodes, 64 * node), 32 * node);
    }
  }

  get root(): Uint8Array {
    return this.#nodes.slice(32, 64);
  }

  #chunkRoot(chunk: number): Uint8Array {
    const bytes = this.#memory.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
    if (bytes.every((byte) => byte === 0)) return zeroRoots()[CHUNK_DEPTH]!;
    let below = bytes;
    while (below.length > 32) {
      const level = new Uint8Array(below.length / 2);
      for (let at = 0; at < level.length; at += 32) level.set(hash(below, 2 * at), at);
      below = level;
    }
    return below;
  }
}

/** keccak256 of the 64 bytes from `at` on. */
function hash(bytes: Uint8Array, at: number): Uint8Array {
  hasher.init();
  hasher.update(bytes.subarray(at, at + 64));
  return hasher.digest("binary");
}
