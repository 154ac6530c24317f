import type { Archive, Checkpoint } from "../machine/checkpoint.ts";
import { checkpointOf, eachChunk } from "../machine/checkpoint.ts";
import { PAGE_BYTES } from "../machine/isa.ts";
import type { Machine } from "../machine/machine.ts";
import type { NodeSource } from "../machine/nodes.ts";
import { type Hex, toHex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";
import { fromBigEndian, toBigEndian } from "../crypto/field.ts";
import { concatBytes, equalBytes } from "../crypto/bytes.ts";
import type { AssizeError } from "../types/error.ts";
import { damaged, foreign } from "./error.ts";
import type { KeyValue, Writer } from "./keyValue.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./manifest.ts";
import { decodeJson, encodeJson } from "./rows.ts";

/** Bytes on disk that checkpoints may take, unless somebody says otherwise. */
const STORE_BYTES = 2 ** 30;

/** A chunk takes two pages of the file: its own bytes and a few more. Its key and a manifest's share are the rest. */
const CHUNK_BYTES = 2 * PAGE_BYTES + 128;
const NODE_BYTES = 256;

const FORMAT = 1;
const [KIND, COUNT, CHECKPOINTS, CHUNKS, NODES, RUNS] = [
  "kind",
  "count",
  "checkpoint/",
  "chunk/",
  "node/",
  "run/",
] as const;

/** What the rows take, and a number that grows with every write: runs used last have the largest. */
type Counting = { chunks: number; nodes: number; manifests: number; clock: number };
type Count = Readonly<Counting>;

const NOTHING: Count = { chunks: 0, nodes: 0, manifests: 0, clock: 0 };

/**
 * Checkpoints of any runs on disk. A chunk is there once, whichever checkpoints have it. Each is written with its chunks, and with
 * the preimages that the run made so far, in one transaction; so are checkpoints taken away together with chunks that no other
 * one has.
 */
export class CheckpointStore implements Archive {
  readonly nodes: NodeSource;
  readonly #rows: KeyValue;
  readonly #bytes: number;
  readonly #tell: (error: AssizeError) => void;
  /** Preimages that are written with the next checkpoint. */
  readonly #learnt = new Map<string, readonly bigint[]>();
  /** Preimages alone are more than there is room for: nothing more is kept by this process. */
  #full = false;

  /**
   * @param bytes of disk that it may take
   * @param tell of what was found wrong in it and taken away
   * @throws StoreError STORE_FOREIGN, STORE_DAMAGED, STORE_UNAVAILABLE
   */
  constructor(rows: KeyValue, bytes = STORE_BYTES, tell: (error: AssizeError) => void = () => {}) {
    this.#tell = tell;
    this.#rows = rows;
    this.#bytes = bytes;
    const own = encodeJson({ format: FORMAT, of: "checkpoints" });
    const found = rows.get(KIND);
    if (found === undefined && rows.keys("").length === 0) rows.transaction((writer) => writer.put(KIND, own));
    else if (found === undefined || !equalBytes(found, own))
      throw foreign(rows.where, "The store has no checkpoints of this version");
    this.nodes = {
      find: (hash, n) => this.#node(hash, n),
      learn: (hash, children) => void this.#learnt.set(nodeKey(hash), children),
    };
  }

  /** Hashes of the first states of all runs. */
  get runs(): readonly StateHash[] {
    return this.#rows.keys(RUNS).map((key) => key.slice(RUNS.length) as StateHash);
  }

  steps(run: StateHash): readonly number[] {
    return this.#rows.keys(prefixOf(run)).map((key) => Number(key.slice(-STEP_DIGITS)));
  }

  keep(run: StateHash, machine: Machine): number {
    const checkpoint = checkpointOf(machine, run);
    return this.put(checkpoint, (visit) => eachChunk(checkpoint, machine, visit));
  }

  /** Keeps a checkpoint with its chunks, and makes room where there is too little. @returns chunks that were not there before */
  put(checkpoint: Checkpoint, chunks: (visit: (name: Hex, bytes: Uint8Array) => void) => void): number {
    if (this.#full) return 0;
    const { run, state } = checkpoint;
    const written = this.#rows.transaction((writer) => {
      const count: Counting = { ...this.#count() };
      const before = count.chunks;
      chunks((name, bytes) => {
        if (this.#rows.has(CHUNKS + name)) return;
        writer.put(CHUNKS + name, bytes.slice());
        count.chunks++;
      });
      for (const [key, children] of this.#learnt) {
        if (this.#rows.has(key)) continue;
        writer.put(key, concatBytes(children.map(toBigEndian)));
        count.nodes++;
      }
      const manifest = new TextEncoder().encode(encodeCheckpoint(checkpoint));
      count.manifests += manifest.length;
      count.clock++;
      writer.put(keyOf(run, state.step), manifest);
      writer.put(RUNS + run, encodeJson({ used: count.clock }));
      writer.put(COUNT, encodeJson(count));
      if (sizeOf(count) > this.#bytes) this.#shrink(writer, run);
      return count.chunks - before;
    });
    this.#learnt.clear();
    return written;
  }

  /** @throws StoreError STORE_DAMAGED */
  find(run: StateHash, step: number): Checkpoint | undefined {
    const key = keyOf(run, step);
    const bytes = this.#rows.get(key);
    if (bytes === undefined) return undefined;
    const checkpoint = decodeCheckpoint(new TextDecoder().decode(bytes));
    if (checkpoint?.run === run && checkpoint.state.step === step) return checkpoint;
    throw damaged(this.#rows.where, `What is kept under ${key} is no checkpoint of that step`);
  }

  /** @throws StoreError STORE_DAMAGED */
  chunk(name: Hex): Uint8Array | undefined {
    return this.#rows.get(CHUNKS + name)?.slice();
  }

  forget(run: StateHash, why?: AssizeError): void {
    if (why !== undefined) this.#tell(why);
    this.#rows.transaction((writer) => {
      this.#drop(writer, run, this.steps(run));
      this.#sweep(writer);
    });
  }

  async close(): Promise<void> {
    await this.#rows.close();
  }

  /** Takes away the runs used longest ago, then every other checkpoint of this one, then everything. */
  #shrink(writer: Writer, run: StateHash): void {
    const used = (other: StateHash): number => (decodeJson(this.#rows.get(RUNS + other)!) as { used: number }).used;
    const others = this.runs.filter((other) => other !== run).sort((a, b) => used(a) - used(b));
    for (const other of others) {
      this.#drop(writer, other, this.steps(other));
      if (this.#sweep(writer) <= this.#bytes) return;
    }
    for (let steps = this.steps(run); steps.length > 1; steps = this.steps(run)) {
      // Those at an even place are the odd multiples of the interval. The last one may be where the run ended.
      this.#drop(
        writer,
        run,
        steps.filter((_, i) => i % 2 === 0 && i < steps.length - 1),
      );
      if (this.#sweep(writer) <= this.#bytes) return;
    }
    for (const key of this.#rows.keys("")) if (key !== KIND) writer.remove(key);
    this.#full = true;
  }

  #drop(writer: Writer, run: StateHash, steps: readonly number[]): void {
    for (const step of steps) writer.remove(keyOf(run, step));
    if (this.steps(run).length === 0) writer.remove(RUNS + run);
  }

  /** Takes away the chunks that no checkpoint has. @returns bytes that are left */
  #sweep(writer: Writer): number {
    const named = new Set<string>();
    let manifests = 0;
    for (const [, bytes] of this.#rows.entries(CHECKPOINTS)) {
      manifests += bytes.length;
      for (const { chunks } of decodeCheckpoint(new TextDecoder().decode(bytes))?.sections ?? [])
        for (const name of chunks) named.add(name);
    }
    let chunks = 0;
    for (const key of this.#rows.keys(CHUNKS)) {
      if (named.has(key.slice(CHUNKS.length))) chunks++;
      else writer.remove(key);
    }
    const { nodes, clock } = this.#count();
    const count = { chunks, nodes, manifests, clock };
    writer.put(COUNT, encodeJson(count));
    return sizeOf(count);
  }

  #count(): Count {
    const bytes = this.#rows.get(COUNT);
    return bytes === undefined ? NOTHING : (decodeJson(bytes) as Count);
  }

  #node(hash: bigint, n: number): readonly bigint[] | undefined {
    const bytes = this.#rows.get(nodeKey(hash));
    if (bytes?.length !== 32 * n) return undefined;
    return Array.from({ length: n }, (_, i) => fromBigEndian(bytes.subarray(32 * i, 32 * i + 32)));
  }
}

/** Enough for 2^48. */
const STEP_DIGITS = 15;

function prefixOf(run: StateHash): string {
  return `${CHECKPOINTS}${run}/`;
}

/** The order of the keys is that of the steps. */
function keyOf(run: StateHash, step: number): string {
  return prefixOf(run) + String(step).padStart(STEP_DIGITS, "0");
}

function nodeKey(hash: bigint): string {
  return NODES + toHex(toBigEndian(hash));
}

function sizeOf({ chunks, nodes, manifests }: Count): number {
  return chunks * CHUNK_BYTES + nodes * NODE_BYTES + 2 * manifests;
}
