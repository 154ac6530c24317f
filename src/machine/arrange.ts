import { WASM_PAGE_BYTES } from "../wasm/host.ts";
import { KIND_READ_WRITE, PAGE_BYTES } from "./isa.ts";
import type { Layout } from "./section.ts";

/** Sections without a gap between them: in the buffer they lie as in the guest's memory. */
export type Run = {
  /** Address of the first byte. */
  readonly start: number;
  readonly size: number;
  /** Where the first byte lies in the buffer. */
  readonly offset: number;
};

/** Where a program's memory lies in one buffer. */
export type Arrangement = {
  /** Of each section, in layout order. */
  readonly offsets: readonly number[];
  /** The run with most writable bytes. Where it is the only one it ends with the buffer. */
  readonly home: Run;
  /** All sections are in `home`. */
  readonly isWhole: boolean;
  /** Length of the buffer, whole pages of WebAssembly memory. */
  readonly bytes: number;
};

/**
 * First the room below, which no section takes: a page, and a byte for each page of home. It belongs to generated code that
 * works on the same buffer (src/translator). Then home, then the other runs. An empty page lies before each run, so that
 * no short jump leads from one into another's code. A home that is alone is pushed up to the end of the buffer: what lies
 * beside it then lies outside the buffer, or so high that it wraps, and the engine's own fault finds it.
 */
export function arrange(layout: Layout): Arrangement {
  const runs = runsOf(layout);
  const home = runs.reduce((most, run) => (writable(layout, run) > writable(layout, most) ? run : most));
  const low = PAGE_BYTES + Math.ceil(home.size / PAGE_BYTES / PAGE_BYTES) * PAGE_BYTES;
  const placed: Run[] = [];
  let end = low;
  for (const run of [home, ...runs.filter((other) => other !== home)]) {
    placed.push({ ...run, offset: end });
    end += run.size + PAGE_BYTES;
  }
  const isWhole = runs.length === 1;
  const bytes = Math.ceil((isWhole ? end - PAGE_BYTES : end) / WASM_PAGE_BYTES) * WASM_PAGE_BYTES;
  if (isWhole) placed[0] = { ...home, offset: bytes - home.size };
  const offsets = layout.map(({ start }) => {
    const run = placed.find((one) => start >= one.start && start < one.start + one.size)!;
    return run.offset + start - run.start;
  });
  return { offsets, home: placed[0]!, isWhole, bytes };
}

function runsOf(layout: Layout): Omit<Run, "offset">[] {
  const runs: { start: number; size: number }[] = [];
  for (const { start, size } of layout) {
    const last = runs.at(-1);
    if (last !== undefined && last.start + last.size === start) last.size += size;
    else runs.push({ start, size });
  }
  return runs;
}

function writable(layout: Layout, { start, size }: Omit<Run, "offset">): number {
  const within = layout.filter((section) => section.start >= start && section.start < start + size);
  return within.reduce((sum, section) => sum + (section.kind === KIND_READ_WRITE ? section.size : 0), 0);
}
