import { KIND_READ_WRITE, MAX_SECTIONS, PAGE_BYTES } from "../isa.ts";
import type { NamedSection } from "../layout.ts";
import type { Priority } from "../layoutFile.ts";
import type { Program } from "../program.ts";
import type { Live } from "../access/live.ts";
import { memoryHashes, pagesOf, sectionHashes } from "./rehash.ts";

export type SuggestedSection = NamedSection & {
  readonly priority: Priority;
  /** Index of the section that it is, or is a part of. */
  readonly from: number;
};

/** A layout for the same ELF that costs fewer hashes, and what hashing the measured run once a span costs under both. */
export type Suggestion = {
  readonly sections: readonly SuggestedSection[];
  readonly hashesBefore: number;
  readonly hashesAfter: number;
};

/** A part of a section: its chunks, and those written in each span. */
type Part = {
  readonly section: number;
  readonly from: number;
  readonly pages: number;
  readonly spans: readonly (readonly number[])[];
  readonly hashes: number;
};

/** A part in two, and the hashes that this saves in its own trees. */
type Cut = { readonly parts: readonly [Part, Part]; readonly saved: number };

/** Places that are tried in a part: those where the frequency of writes changes most. */
const PLACES = 24;
/** Written in at least this share of the spans: high; medium; below: low. */
const HIGH = 1 / 2;
const MEDIUM = 1 / 16;

/**
 * Cuts writable sections where what is often written meets what is not, as long as a cut saves more hashes than the further
 * section costs: a small section has a short way from its chunks to its root. Addresses and kinds stay what they are.
 * @param spans for each span the chunks written in it, as numbers in the buffer
 */
export function suggestLayout(program: Program, live: Live, spans: readonly (readonly number[])[]): Suggestion {
  const { layout } = program;
  const written = layout.map((section, i) => within(spans, live.offsets[i]! / PAGE_BYTES, pagesOf(section)));
  let parts = layout.map((section, i) => partOf(i, 0, pagesOf(section), written[i]!));
  const memory = (count: number): number => spans.length * memoryHashes(count);
  const hashesBefore = sum(parts) + memory(parts.length);
  const cuts = new Map<Part, Cut | undefined>();
  while (parts.length < MAX_SECTIONS) {
    const further = memory(parts.length + 1) - memory(parts.length);
    let best: { part: Part; cut: Cut } | undefined;
    for (const part of parts) {
      if (layout[part.section]!.kind !== KIND_READ_WRITE) continue;
      if (!cuts.has(part)) cuts.set(part, bestCut(part));
      const cut = cuts.get(part);
      if (cut !== undefined && cut.saved > (best?.cut.saved ?? further)) best = { part, cut };
    }
    if (best === undefined) break;
    const { part: old, cut } = best;
    parts = parts.flatMap((part) => (part === old ? cut.parts : [part]));
  }
  const sections = named(program, parts, spans.length);
  return { sections, hashesBefore, hashesAfter: sum(parts) + memory(parts.length) };
}

/** The cut of a part that saves most, if any saves something. */
function bestCut(part: Part): Cut | undefined {
  let best: Cut | undefined;
  for (const at of places(part)) {
    const { section, from, pages, spans } = part;
    const parts = [partOf(section, from, at - from, spans), partOf(section, at, from + pages - at, spans)] as const;
    const saved = part.hashes - sum(parts);
    if (saved > (best?.saved ?? 0)) best = { parts, saved };
  }
  return best;
}

/** Chunks at which the number of spans that write differs most from that of the chunk before. */
function places({ from, pages, spans }: Part): number[] {
  const counts = new Float64Array(pages);
  for (const chunks of spans)
    for (const chunk of chunks) if (chunk >= from && chunk < from + pages) counts[chunk - from]! += 1;
  const change = (at: number): number => Math.abs(counts[at - from]! - counts[at - from - 1]!);
  return Array.from({ length: pages - 1 }, (_, i) => from + 1 + i)
    .filter((at) => change(at) > 0)
    .toSorted((a, b) => change(b) - change(a))
    .slice(0, PLACES);
}

function partOf(section: number, from: number, pages: number, spans: readonly (readonly number[])[]): Part {
  const own = within(spans, 0, from + pages).map((chunks) => chunks.filter((chunk) => chunk >= from));
  return { section, from, pages, spans: own, hashes: sectionHashes(own, from, pages) };
}

/** The chunks of a range, counted from its start, in each span, ascending. */
function within(spans: readonly (readonly number[])[], first: number, pages: number): number[][] {
  return spans.map((chunks) =>
    chunks
      .filter((chunk) => chunk >= first && chunk < first + pages)
      .map((chunk) => chunk - first)
      .toSorted((a, b) => a - b),
  );
}

function named({ layout, names }: Program, parts: readonly Part[], spans: number): SuggestedSection[] {
  const used = new Set<string>();
  return parts.map(({ section, from, pages, spans: own }) => {
    const { start, kind } = layout[section]!;
    const written = own.filter((chunks) => chunks.length > 0).length / spans;
    const isCut = parts.filter((part) => part.section === section).length > 1;
    // The name of merged sections has a plus sign, which no file may write.
    const base = names[section]!.replaceAll("+", "-").slice(0, 56);
    let name = isCut ? `${base}-1` : base;
    for (let number = 2; used.has(name); number++) name = `${base}-${number}`;
    used.add(name);
    const priority = written >= HIGH ? "high" : written >= MEDIUM ? "medium" : "low";
    return { name, start: start + from * PAGE_BYTES, size: pages * PAGE_BYTES, kind, priority, from: section };
  });
}

function sum(parts: readonly Part[]): number {
  return parts.reduce((hashes, part) => hashes + part.hashes, 0);
}
