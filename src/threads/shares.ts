import { kernel } from "../tree/kernel.ts";

const CHUNK_BYTES = 4096;
const NODE_BYTES = 32;
/** Chunks that are shared out at a time, at most. */
export const ROUND = 1024;

/** Words that the threads agree by. */
const [ROUND_NUMBER, LEFT, PENDING, HASHED, WORDS] = [0, 1, 2, 3, 4];

/** How long the others may be at their last chunks before one is taken for dead; milliseconds. */
const PATIENCE = 10_000;

/**
 * Chunks that several threads hash in one round, in memory that they share. Who takes a chunk takes one from the number that
 * is left; the number is set last, when everything else of a round is in place, so that a thread that comes late takes
 * either nothing or a chunk of the round that is on.
 */
export class Shares {
  /** For the other threads. */
  readonly buffer: SharedArrayBuffer;
  /** Chunks that this thread took, of all rounds. */
  taken = 0;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #chunks: Uint8Array;
  readonly #roots: Uint8Array;

  readonly #patience: number;

  constructor(buffer = new SharedArrayBuffer(4 * WORDS + ROUND * (CHUNK_BYTES + NODE_BYTES)), patience = PATIENCE) {
    this.buffer = buffer;
    this.#patience = patience;
    this.#words = new Int32Array(buffer, 0, WORDS);
    this.#chunks = new Uint8Array(buffer, 4 * WORDS, ROUND * CHUNK_BYTES);
    this.#roots = new Uint8Array(buffer, 4 * WORDS + ROUND * CHUNK_BYTES);
  }

  /**
   * Hashes some chunks of `memory`, at most ROUND, together with the threads that are there.
   * @returns how many were not zero; undefined where a thread does not come back, so that nothing here can be relied on
   */
  hash(memory: Uint8Array, chunks: readonly number[], roots: Uint8Array): number | undefined {
    for (const [i, chunk] of chunks.entries()) {
      this.#chunks.set(memory.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES), i * CHUNK_BYTES);
    }
    Atomics.store(this.#words, HASHED, 0);
    Atomics.store(this.#words, PENDING, chunks.length);
    Atomics.store(this.#words, LEFT, chunks.length);
    Atomics.add(this.#words, ROUND_NUMBER, 1);
    Atomics.notify(this.#words, ROUND_NUMBER);
    this.#take();
    for (let pending = this.#pending(); pending > 0; pending = this.#pending()) {
      if (Atomics.wait(this.#words, PENDING, pending, this.#patience) === "timed-out") return undefined;
    }
    for (const [i, chunk] of chunks.entries()) {
      roots.set(this.#roots.subarray(i * NODE_BYTES, (i + 1) * NODE_BYTES), chunk * NODE_BYTES);
    }
    return Atomics.load(this.#words, HASHED);
  }

  /** What a thread does all its life. */
  serve(): never {
    for (;;) {
      const round = Atomics.load(this.#words, ROUND_NUMBER);
      this.#take();
      Atomics.wait(this.#words, ROUND_NUMBER, round);
    }
  }

  /** Hashes chunks until none is left to take. */
  #take(): void {
    for (let i = this.#next(); i >= 0; i = this.#next()) {
      this.taken += 1;
      const hashed = kernel.hash(this.#chunks, [i], this.#roots);
      Atomics.add(this.#words, HASHED, hashed);
      if (Atomics.sub(this.#words, PENDING, 1) === 1) Atomics.notify(this.#words, PENDING);
    }
  }

  /** Negative where nothing is left. */
  #next(): number {
    return Atomics.sub(this.#words, LEFT, 1) - 1;
  }

  #pending(): number {
    return Atomics.load(this.#words, PENDING);
  }
}
