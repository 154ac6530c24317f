import type { Live } from "../access/live.ts";
import { hex } from "../elfBytes.ts";
import { KIND_CODE } from "../isa.ts";
import type { Program } from "../program.ts";

/** Something that steps are counted for: a function of the source, or a range of code that no function is known for. */
export type Region = {
  readonly name: string;
  /** Of the first instruction. */
  readonly start: number;
  /** Behind the last instruction. */
  readonly end: number;
};

const BYTES = 4;

/**
 * Divides all code into regions: an instruction belongs to the function that `functionAt` gives, and where there is none to
 * the range between two functions, which is called by its addresses. Places are as in `Live.decoded`, a fourth of an index.
 */
export class FunctionTable {
  /** Region of each place. */
  readonly at: Int32Array;
  /** Region 0 is where a fetch faults. */
  readonly regions: Region[] = [{ name: "no code", start: 0, end: 0 }];

  constructor(program: Pick<Program, "layout" | "symbols">, live: Live) {
    this.at = new Int32Array(live.decoded.length / BYTES);
    for (const [i, { start, size, kind }] of program.layout.entries()) {
      if (kind === KIND_CODE) this.#fill(program, start, start + size, live.offsets[i]! / BYTES);
    }
  }

  /** Divides the code from `start` to `end`, whose first instruction has the place `first`. */
  #fill({ symbols }: Pick<Program, "symbols">, start: number, end: number, first: number): void {
    const count = (end - start) / BYTES;
    // The next place, from each on, that has no region yet. Symbols are sorted enclosing ones first: the last one wins.
    const free = Int32Array.from({ length: count + 1 }, (_, place) => place);
    for (const { name, address, size, kind } of symbols.toReversed()) {
      if (kind !== "function" || size === 0 || address >= end || address + size <= start) continue;
      const from = Math.max(0, Math.ceil((address - start) / BYTES));
      const to = Math.min(count, Math.ceil((address + size - start) / BYTES));
      let place = next(free, from);
      if (place >= to) continue;
      const region = this.regions.push({ name, start: address, end: address + size }) - 1;
      for (; place < to; place = next(free, place)) {
        this.at[first + place] = region;
        free[place] = place + 1;
      }
    }
    for (let from = next(free, 0); from < count;) {
      let to = from + 1;
      while (to < count && free[to] === to) to++;
      const range = { start: start + BYTES * from, end: start + BYTES * to };
      const region = this.regions.push({ name: `${hex(range.start)} to ${hex(range.end)}`, ...range }) - 1;
      this.at.fill(region, first + from, first + to);
      from = next(free, to);
    }
  }
}

/** The first free place from `place` on; the way there gets shorter for whoever asks next. */
function next(free: Int32Array, place: number): number {
  let at = place;
  while (free[at] !== at) at = free[at] = free[free[at]!]!;
  return at;
}
