import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ChunkHasher } from "../tree/chunkHasher.ts";
import { kernel } from "../tree/kernel.ts";
import { ROUND, Shares } from "./shares.ts";

/**
 * Fewer chunks than these stay with the caller's thread. Quiet cores would share 16 with profit, but where others want them
 * too the caller waits until a thread with its last chunk has its turn again, some milliseconds. Measured (bench/hashing.ts).
 */
const FEW = 128;

/** Chunks that can be hashed in the time that a thread takes to start. Measured (bench/hashing.ts). */
const START = 4096;

/**
 * Hashes chunks on several threads, the caller's among them, which waits for the others. They start when so much has been
 * hashed without them that their start would have paid, and keep no process alive.
 */
export class HashPool implements ChunkHasher {
  /** Threads that may work now, the caller's included; asked before each piece of work. */
  limit: () => number;
  readonly #few: number;
  /** Chunks that are still to be hashed before threads start. */
  #before: number;
  #shares: Shares | undefined;
  #workers: Worker[] = [];
  /** A thread did not come back: from then on the caller's does everything. */
  #failed = false;

  /**
   * @param threads that may work, the caller's included, until `limit` is set otherwise
   * @param before chunks that are hashed before the others start
   * @param few fewest chunks that are shared
   */
  constructor(threads = availableParallelism(), before = START, few = FEW) {
    [this.limit, this.#before, this.#few] = [() => threads, before, few];
  }

  /** Chunks that the caller's thread hashed in rounds that it shared with others. */
  get taken(): number {
    return this.#shares?.taken ?? 0;
  }

  /** Threads beside the caller's that are there. */
  get others(): number {
    return this.#workers.length;
  }

  hash(memory: Uint8Array, chunks: readonly number[], roots: Uint8Array): number {
    const threads = this.limit();
    if (this.#shares !== undefined && this.#workers.length !== threads - 1) void this.close();
    if (chunks.length < this.#few || threads < 2) return kernel.hash(memory, chunks, roots);
    this.#before -= chunks.length;
    if (this.#before > 0) return kernel.hash(memory, chunks, roots);
    let hashed = 0;
    for (let done = 0; done < chunks.length; done += ROUND) {
      const some = chunks.slice(done, done + ROUND);
      hashed += this.#round(memory, some, roots, threads) ?? kernel.hash(memory, some, roots);
    }
    return hashed;
  }

  /** Ends the threads; they start again when they are needed again. */
  async close(): Promise<void> {
    const workers = this.#workers;
    [this.#workers, this.#shares] = [[], undefined];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #round(memory: Uint8Array, chunks: readonly number[], roots: Uint8Array, threads: number): number | undefined {
    if (this.#failed) return undefined;
    this.#shares ??= this.#start(threads);
    const hashed = this.#shares.hash(memory, chunks, roots);
    if (hashed === undefined) {
      this.#failed = true;
      void this.close();
    }
    return hashed;
  }

  #start(threads: number): Shares {
    const shares = new Shares();
    this.#workers = Array.from({ length: threads - 1 }, () => {
      const worker = new Worker(here("hashThread"), { workerData: shares.buffer });
      // One that dies at work is found out by the round that it leaves open; one that dies idle is not missed.
      worker.on("error", () => {});
      worker.unref();
      return worker;
    });
    return shares;
  }
}

/** A neighbour of this file, which is TypeScript in the checkout and JavaScript in a package. */
function here(name: string): URL {
  return new URL(`${name}${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url);
}
