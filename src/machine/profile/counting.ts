import type { Live } from "../access/live.ts";
import { Through } from "../access/through.ts";
import { PAGE_BYTES } from "../isa.ts";

/** Spans whose written chunks are told apart; when there are more, each two neighbours become one. */
const MOST_SPANS = 256;
const FIRST_SPAN = 2 ** 10;

/** Live memory that counts, chunk by chunk, what a run reads and writes. A leaf that an ecall moves is one access. */
export class Counting extends Through {
  /** For each chunk of the buffer. */
  readonly reads: Float64Array;
  readonly writes: Float64Array;
  /** Told of phases. */
  onPhase: (id: number) => void = () => {};
  /** Chunks written in each span of the run, as numbers in the buffer; the last span is not over yet. */
  spans: number[][] = [[]];
  /** Steps of a span. */
  span = FIRST_SPAN;

  /** The span in which each chunk was last written. */
  readonly #written: Int32Array;

  constructor(live: Live) {
    super(live);
    this.reads = new Float64Array(live.bytes.length / PAGE_BYTES);
    this.writes = new Float64Array(this.reads.length);
    this.#written = new Int32Array(this.reads.length).fill(-1);
  }

  /** A span of the run is over. */
  endSpan(): void {
    if (this.spans.length === MOST_SPANS) this.#merge();
    this.spans.push([]);
  }

  override read(address: number): number {
    const offset = this.live.read(address);
    if (offset >= 0) this.reads[offset >>> 12]! += 1;
    return offset;
  }

  override write(address: number): number {
    const offset = this.live.write(address);
    if (offset < 0) return offset;
    const chunk = offset >>> 12;
    this.writes[chunk]! += 1;
    if (this.#written[chunk] !== this.spans.length) {
      this.#written[chunk] = this.spans.length;
      this.spans.at(-1)!.push(chunk);
    }
    return offset;
  }

  override phase(id: number, step: number): void {
    super.phase(id, step);
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
