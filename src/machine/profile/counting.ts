import type { StateAccess } from "../access.ts";
import type { Live } from "../access/live.ts";
import { PAGE_BYTES } from "../isa.ts";

/** Spans whose written chunks are told apart; when there are more, each two neighbours become one. */
const MOST_SPANS = 256;
const FIRST_SPAN = 2 ** 10;

/** Live memory that counts, chunk by chunk, what a run reads and writes. A leaf that an ecall moves is one access. */
export class Counting implements StateAccess {
  readonly decoded: Int32Array;
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Int32Array;
  /** For each chunk of the buffer. */
  readonly reads: Float64Array;
  readonly writes: Float64Array;
  /** Told of phases. */
  onPhase: (id: number) => void = () => {};
  /** Chunks written in each span of the run, as numbers in the buffer; the last span is not over yet. */
  spans: number[][] = [[]];
  /** Steps of a span. */
  span = FIRST_SPAN;

  readonly #live: Live;
  /** The span in which each chunk was last written. */
  readonly #written: Int32Array;

  constructor(live: Live) {
    this.#live = live;
    ({ decoded: this.decoded, bytes: this.bytes, halves: this.halves, words: this.words } = live);
    this.reads = new Float64Array(live.bytes.length / PAGE_BYTES);
    this.writes = new Float64Array(this.reads.length);
    this.#written = new Int32Array(this.reads.length).fill(-1);
  }

  /** A span of the run is over. */
  endSpan(): void {
    if (this.spans.length === MOST_SPANS) this.#merge();
    this.spans.push([]);
  }

  fetch(pc: number): number {
    return this.#live.fetch(pc);
  }

  read(address: number): number {
    const offset = this.#live.read(address);
    if (offset >= 0) this.reads[offset >>> 12]! += 1;
    return offset;
  }

  write(address: number): number {
    const offset = this.#live.write(address);
    if (offset < 0) return offset;
    const chunk = offset >>> 12;
    this.writes[chunk]! += 1;
    if (this.#written[chunk] !== this.spans.length) {
      this.#written[chunk] = this.spans.length;
      this.spans.at(-1)!.push(chunk);
    }
    return offset;
  }

  kind(address: number): number {
    return this.#live.kind(address);
  }

  children(hash: bigint, n: number): readonly bigint[] {
    return this.#live.children(hash, n);
  }

  learn(hash: bigint, children: readonly bigint[]): void {
    this.#live.learn(hash, children);
  }

  print(descriptor: number, pointer: number, length: number): void {
    this.#live.print(descriptor, pointer, length);
  }

  phase(id: number, step: number): void {
    this.#live.phase(id, step);
    this.onPhase(id);
  }

  #merge(): void {
    const { spans } = this;
    this.spans = Array.from({ length: spans.length / 2 }, (_, i) => [
      ...new Set([...spans[2 * i]!, ...spans[2 * i + 1]!]),
    ]);
    this.span *= 2;
    this.#written.fill(-1);
  }
}
