import { MEMORY_LIMIT } from "./access/live.ts";
import type { Elf } from "./elf.ts";
import { elfError, hex } from "./elfBytes.ts";
import { SHF_ALLOC } from "./elfSections.ts";
import { type ElfSegment, PROGRAM_HEADER_COUNT } from "./elfSegments.ts";
import { MachineError } from "./error.ts";
import { KIND_CODE, KIND_INPUT, KIND_READ_ONLY, KIND_READ_WRITE, MAX_SECTIONS, PAGE_BYTES } from "./isa.ts";
import type { Section } from "./section.ts";

/** A section and what people call it. Names are not hashed: two layouts that differ in names alone are one. */
export type NamedSection = Section & { readonly name: string };

/** Names of the kinds that a section can have, as layout files spell them. */
export const KIND_NAMES: ReadonlyMap<number, string> = new Map([
  [KIND_CODE, "code"],
  [KIND_READ_ONLY, "readOnly"],
  [KIND_READ_WRITE, "readWrite"],
  [KIND_INPUT, "input"],
]);

/** What a section may be called: it stands in layout files, on command lines and in tables. */
export const SECTION_NAME = /^[A-Za-z_][\w.-]{0,63}$/;

/** Linker sections whose names say no more than the kind does. */
const ORDINARY = /^\.(text|init|fini|s?rodata|s?data|s?bss|stack|heap|input)(\.|$)/;

/**
 * The sections of a program without a layout file: its segments, rounded to pages, those of equal kind that touch merged
 * into one. Named after the first linker section inside, or after the kind.
 * @throws MachineError ELF_SEGMENT, LAYOUT_SECTIONS
 */
export function defaultSections(elf: Elf): NamedSection[] {
  const sections: Section[] = [];
  for (const segment of elf.segments) {
    const start = segment.address - (segment.address % PAGE_BYTES);
    const end = Math.ceil((segment.address + segment.size) / PAGE_BYTES) * PAGE_BYTES;
    const last = sections.at(-1);
    const lastEnd = last === undefined ? 0 : last.start + last.size;
    if (last !== undefined && last.kind === segment.kind && start <= lastEnd) {
      sections[sections.length - 1] = { ...last, size: end - last.start };
    } else if (start < lastEnd) {
      throw sharedPage(segment, start);
    } else {
      sections.push({ start, size: end - start, kind: segment.kind });
    }
  }
  if (sections.length > MAX_SECTIONS) {
    const what = `The program's segments make ${sections.length} sections; a machine has at most ${MAX_SECTIONS}`;
    const fix = "Give a layout file with larger sections, or link segments together";
    throw elfError("LAYOUT_SECTIONS", PROGRAM_HEADER_COUNT, what, fix);
  }
  return withNames(sections, elf);
}

/**
 * First bytes of each section: what the segments put there.
 * @throws MachineError MEMORY_LIMIT when a hole between two segments makes an image larger than any memory
 */
export function imagesOf(sections: readonly Section[], segments: readonly ElfSegment[]): Uint8Array[] {
  const parts = sections.map((section) => segments.flatMap((segment) => partIn(section, segment)));
  // Segments are sorted, so the last part ends last.
  const lengths = parts.map((inSection) => inSection.at(-1)).map((last) => (last ? last.at + last.bytes.length : 0));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total > MEMORY_LIMIT) {
    const what = `The program's images take ${total} bytes; this host loads up to ${MEMORY_LIMIT}`;
    throw new MachineError("MEMORY_LIMIT", { what, fix: "Link the initialised data of a section close to its start" });
  }
  return parts.map((inSection, i) => {
    const image = new Uint8Array(lengths[i]);
    for (const { at, bytes } of inSection) image.set(bytes, at);
    return image;
  });
}

/** The bytes of `segment` that lie in the section, and where in it; a list of one, or of none. */
function partIn({ start, size }: Section, { address, bytes }: ElfSegment): { at: number; bytes: Uint8Array }[] {
  const from = Math.max(start, address);
  const to = Math.min(start + size, address + bytes.length);
  return from < to ? [{ at: from - start, bytes: bytes.subarray(from - address, to - address) }] : [];
}

function sharedPage({ address, header }: ElfSegment, page: number): MachineError {
  const what = `Segment at ${hex(address)} shares the page at ${hex(page)} with one of another kind`;
  return elfError(
    "ELF_SEGMENT",
    header,
    what,
    "Align the segments to 4096 bytes, as the linker script of guest/runtime does",
  );
}

function withNames(sections: readonly Section[], elf: Elf): NamedSection[] {
  const used = new Set<string>();
  return sections.map((section) => {
    const base = ownName(section, elf);
    let name = base;
    for (let number = 2; used.has(name); number++) name = `${base}${number}`;
    used.add(name);
    return { ...section, name };
  });
}

function ownName({ start, size, kind }: Section, elf: Elf): string {
  const inside = elf.sections.filter(
    (one) => (one.flags & SHF_ALLOC) !== 0 && one.size > 0 && one.address >= start && one.address < start + size,
  );
  const first = inside.toSorted((a, b) => a.address - b.address)[0]?.name ?? "";
  const name = first.replace(/^\./, "");
  return ORDINARY.test(first) || !SECTION_NAME.test(name) ? KIND_NAMES.get(kind)! : name;
}
