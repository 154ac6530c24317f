import { type WasmMemory, memoryOf } from "../../wasm/host.ts";
import type { StateAccess } from "../access.ts";
import { type Arrangement, arrange } from "../arrange.ts";
import { MachineError } from "../error.ts";
import { KIND_CODE, KIND_READ_WRITE, PAGE_BYTES } from "../isa.ts";
import type { NodeStore } from "../nodes.ts";
import { DECODED_WORDS, UNDECODED, predecode } from "../predecode.ts";
import type { Layout } from "../section.ts";

/** Sections of all kinds together, in bytes. A limit of this host, so that an offset and a kind fit one signed word. */
export const MEMORY_LIMIT = 2 ** 30;

/** Bits of `Live.changed`. */
export const NOT_HASHED = 1;
export const NOT_INITIAL = 2;

const OFFSET = -PAGE_BYTES;
const IN_PAGE = PAGE_BYTES - 1;
const KIND = 7;

/** What the host hears of ecalls that have no effect on the machine. */
export type Observer = {
  /** `bytes` is what lies at the guest's pointer, as far as it is in memory. */
  print?(descriptor: number, bytes: Uint8Array): void;
  /** The guest entered stage `id` at step `step`. */
  phase?(id: number, step: number): void;
};

/** Longest text of one PRINT that an observer is shown, in bytes; the guest may claim up to 2^32. */
const PRINT_LIMIT = 65536;

/**
 * Memory at full speed: one WebAssembly memory, so that generated code works on the same bytes, and a table from guest page
 * to offset in it. `decoded` has a word for each byte up to the last code: the index of an instruction there is its offset
 * in the buffer. Code is decoded page by page when it is first fetched, so that sections of any size load at once.
 */
export class Live implements StateAccess {
  readonly memory: WasmMemory;
  readonly arrangement: Arrangement;
  readonly decoded: Int32Array;
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Int32Array;
  readonly longs: BigInt64Array;
  /** Where in the buffer each section begins, in layout order. */
  readonly offsets: readonly number[];
  /** For each chunk of the buffer: NOT_HASHED since the last rehash, NOT_INITIAL since the image was loaded. */
  readonly changed: Uint8Array;
  observer: Observer = {};

  /** For each guest page, its offset in the buffer plus its kind; 0 outside every section. */
  readonly #pages = new Int32Array(2 ** 20);
  readonly #nodes: NodeStore;

  /** @throws MachineError MEMORY_LIMIT */
  constructor(layout: Layout, nodes: NodeStore) {
    const total = layout.reduce((sum, { size }) => sum + size, 0);
    if (total > MEMORY_LIMIT) {
      const what = `The sections take ${total} bytes together; this host runs programs of up to ${MEMORY_LIMIT}`;
      throw new MachineError("MEMORY_LIMIT", { what, fix: "Give the program smaller sections" });
    }
    this.#nodes = nodes;
    this.arrangement = arrange(layout);
    const { offsets, bytes } = this.arrangement;
    this.offsets = offsets;
    this.memory = memoryOf(bytes);
    const { buffer } = this.memory;
    this.bytes = new Uint8Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.words = new Int32Array(buffer);
    this.longs = new BigInt64Array(buffer);
    this.changed = new Uint8Array(bytes / PAGE_BYTES);
    const codeEnds = layout.map(({ size, kind }, i) => (kind === KIND_CODE ? offsets[i]! + size : 0));
    this.decoded = new Int32Array(Math.max(...codeEnds) + PAGE_BYTES);
    for (const [i, { start, size, kind }] of layout.entries()) {
      for (let at = 0; at < size; at += PAGE_BYTES) this.#pages[(start + at) / PAGE_BYTES] = (offsets[i]! + at) | kind;
    }
  }

  fetch(pc: number): number {
    const page = this.#pages[pc >>> 12]!;
    if ((page & KIND) !== KIND_CODE || (pc & 3) !== 0) return -1;
    const index = (page & OFFSET) | (pc & IN_PAGE);
    if (this.decoded[index] === UNDECODED) this.#decode(page & OFFSET);
    return index;
  }

  read(address: number): number {
    const page = this.#pages[address >>> 12]!;
    return page === 0 ? -1 : (page & OFFSET) | (address & IN_PAGE);
  }

  write(address: number): number {
    const page = this.#pages[address >>> 12]!;
    if ((page & KIND) !== KIND_READ_WRITE) return -1;
    this.changed[page >>> 12] = NOT_HASHED | NOT_INITIAL;
    return (page & OFFSET) | (address & IN_PAGE);
  }

  kind(address: number): number {
    return this.#pages[address >>> 12]! & KIND;
  }

  children(hash: bigint, n: number): readonly bigint[] {
    return this.#nodes.children(hash, n);
  }

  learn(hash: Int32Array, children: Int32Array): void {
    this.#nodes.learn(hash, children);
  }

  print(descriptor: number, pointer: number, length: number): void {
    this.observer.print?.(descriptor, this.copy(pointer, Math.min(length, PRINT_LIMIT)));
  }

  phase(id: number, step: number): void {
    this.observer.phase?.(id, step);
  }

  /** Copy of the guest's memory from `address`, shorter than `length` where a section ends and none follows. */
  copy(address: number, length: number): Uint8Array {
    const copied = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      const offset = this.read(address + i);
      if (offset < 0) return copied.slice(0, i);
      copied[i] = this.bytes[offset]!;
    }
    return copied;
  }

  /** Decodes the page of code at `offset`. */
  #decode(offset: number): void {
    for (let at = offset; at < offset + PAGE_BYTES; at += DECODED_WORDS) {
      predecode(this.words[at >>> 2]!, this.decoded, at);
    }
  }
}
