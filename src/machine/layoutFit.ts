import type { ElfSegment } from "./elfSegments.ts";
import { hex } from "./elfBytes.ts";
import { MachineError } from "./error.ts";
import { KIND_INPUT, KIND_READ_WRITE, MAX_SECTIONS } from "./isa.ts";
import { KIND_NAMES, type NamedSection } from "./layout.ts";
import type { DeclaredSection, Priority } from "./layoutFile.ts";

/** A section of a layout file, after merging and with the kind that it has. */
export type FittedSection = NamedSection & {
  readonly priority: Priority;
  readonly merge: boolean;
  /** Names in the file: its own, and those merged into it. */
  readonly declared: readonly string[];
  readonly where: string;
};

const RANK: readonly Priority[] = ["high", "medium", "low"];

/**
 * Holds the sections of a layout file against what a program puts into memory. Sorted by start.
 * @param where the file and line of `memory_layout`
 * @throws MachineError LAYOUT_SEGMENT, LAYOUT_SECTIONS
 */
export function fitSections(
  declared: readonly DeclaredSection[],
  segments: readonly ElfSegment[],
  where: string,
): FittedSection[] {
  const sorted = declared.toSorted((a, b) => a.start - b.start);
  const fitted = merge(
    sorted.map((section) => ({ ...section, kind: kindOf(section, segments), declared: [section.name] })),
  );
  for (const segment of segments) refuseUncovered(segment, fitted, where);
  const second = fitted.filter(({ kind }) => kind === KIND_INPUT)[1];
  if (second !== undefined) {
    const what = `Section "${second.name}" is a second input section`;
    throw new MachineError("LAYOUT_SECTIONS", { what, where: second.where, fix: "Keep one section of kind input" });
  }
  if (fitted.length > MAX_SECTIONS) {
    const what = `The layout has ${fitted.length} sections; a machine has at most ${MAX_SECTIONS}`;
    throw new MachineError("LAYOUT_SECTIONS", { what, where, fix: "Join neighbours, with merge: true or by hand" });
  }
  return fitted;
}

/** The declared kind, unless the program contradicts it; without one the program's. */
function kindOf(section: DeclaredSection, segments: readonly ElfSegment[]): number {
  const { name, start, size, where } = section;
  const inside = segments.filter((segment) => segment.address < start + size && start < segment.address + segment.size);
  const kind = section.kind ?? inside[0]?.kind ?? KIND_READ_WRITE;
  const other = inside.find((segment) => segment.kind !== kind);
  if (other === undefined) return kind;
  const [mine, its] = [KIND_NAMES.get(kind), KIND_NAMES.get(other.kind)];
  const what = `Section "${name}" is ${mine}, but the program's segment at ${hex(other.address)} in it is ${its}`;
  throw new MachineError("LAYOUT_SEGMENT", { what, where, fix: "Give each kind of segment a section of its kind" });
}

function refuseUncovered({ address, size }: ElfSegment, sections: readonly NamedSection[], where: string): void {
  let covered = address;
  for (const section of sections) {
    if (section.start <= covered && covered < section.start + section.size) covered = section.start + section.size;
  }
  if (covered >= address + size) return;
  const what = `The program's segment at ${hex(address)} of ${hex(size)} bytes is in no section from ${hex(covered)} on`;
  throw new MachineError("LAYOUT_SEGMENT", { what, where, fix: "Add a section that covers it" });
}

/** Neighbours of equal kind that touch become one, where both say `merge: true`; it is as urgent as the more urgent one. */
function merge(sections: readonly FittedSection[]): FittedSection[] {
  const merged: FittedSection[] = [];
  for (const section of sections) {
    const last = merged.at(-1);
    if (last?.merge && section.merge && last.kind === section.kind && last.start + last.size === section.start) {
      const rank = Math.min(RANK.indexOf(last.priority), RANK.indexOf(section.priority));
      const declared = [...last.declared, ...section.declared];
      merged[merged.length - 1] = { ...last, size: last.size + section.size, priority: RANK[rank], declared };
    } else {
      merged.push(section);
    }
  }
  return merged.map((section) => ({ ...section, name: section.declared.join("+") }));
}
