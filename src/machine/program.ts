import { readElf } from "./elf.ts";
import type { ProgramSymbol } from "./elfSymbols.ts";
import { MachineError } from "./error.ts";
import { KIND_INPUT } from "./isa.ts";
import { defaultSections, imagesOf } from "./layout.ts";
import { type LayoutFile, NO_LAYOUT_FILE, parseLayout, type Priority } from "./layoutFile.ts";
import { type FittedSection, fitSections } from "./layoutFit.ts";
import { findLine, type LineTable, type SourceLine } from "./lines.ts";
import type { Layout } from "./section.ts";

/** A guest, ready to be put into a machine's memory. */
export type Program = {
  readonly layout: Layout;
  /** One for each section, in layout order; no two are equal. */
  readonly names: readonly string[];
  /** First bytes of each section, in layout order; what an image is shorter than its section is zero. */
  readonly images: readonly Uint8Array[];
  /** Address of the first instruction, u32. */
  readonly entry: number;
  /** Bytes of the input section; 0 when there is none. */
  readonly inputSize: number;
  /** Sorted by address. */
  readonly symbols: readonly ProgramSymbol[];
  readonly lines: LineTable;
};

/** What a layout file says beside the sections. None of it is part of a state. */
export type Settings = {
  /** Undefined where the file leaves it open; so are the other two. */
  readonly maxSteps: number | undefined;
  readonly nary: number | undefined;
  readonly timeoutRounds: number | undefined;
  /** One for each section, in layout order. */
  readonly priorities: readonly Priority[];
  /** Names of sections, as `Program.names` has them. */
  readonly criticalSections: readonly string[];
  readonly parallelVerification: boolean;
};

/**
 * A guest from its ELF file, its memory divided as the layout file says or, without one, as the ELF does.
 * @param layoutName of the layout file, for errors
 * @throws MachineError ELF_*, LAYOUT_*, MEMORY_LIMIT
 */
export function loadProgram(
  elfFile: Uint8Array,
  layoutText?: string,
  layoutName = "layout",
): { program: Program; settings: Settings } {
  const elf = readElf(elfFile);
  const file = layoutText === undefined ? NO_LAYOUT_FILE : parseLayout(layoutText, layoutName);
  const sections = file.sections
    ? fitSections(file.sections, elf.segments, file.where)
    : defaultSections(elf).map((section) => ({ ...section, priority: "medium" as const, declared: [section.name] }));
  const program = {
    layout: sections.map(({ start, size, kind }) => ({ start, size, kind })),
    names: sections.map(({ name }) => name),
    images: imagesOf(sections, elf.segments),
    entry: elf.entry,
    inputSize: sections.find(({ kind }) => kind === KIND_INPUT)?.size ?? 0,
    symbols: elf.symbols,
    lines: elf.lines,
  };
  return { program, settings: settingsOf(file, sections) };
}

/** The function whose instructions include the one at `address`; of nested ones the innermost. */
export function functionAt(program: Program, address: number): ProgramSymbol | undefined {
  return symbolAt(program, "function", address);
}

/** The variable that holds the byte at `address`; of nested ones the innermost. */
export function objectAt(program: Program, address: number): ProgramSymbol | undefined {
  return symbolAt(program, "object", address);
}

/** The line of source that the instruction at `address` was made from, where the program says so. */
export function lineAt(program: Program, address: number): SourceLine | undefined {
  return findLine(program.lines, address);
}

function symbolAt(program: Program, kind: ProgramSymbol["kind"], address: number): ProgramSymbol | undefined {
  const unsigned = address >>> 0;
  return program.symbols.findLast(
    (symbol) => symbol.kind === kind && symbol.address <= unsigned && unsigned - symbol.address < symbol.size,
  );
}

function settingsOf(
  file: LayoutFile,
  sections: readonly Pick<FittedSection, "name" | "declared" | "priority">[],
): Settings {
  const { maxSteps, nary, timeoutRounds, parallelVerification } = file;
  const critical = file.criticalSections.map(({ name, where }) => {
    const section = sections.find(({ declared }) => declared.includes(name));
    if (section !== undefined) return section.name;
    const fix = `Name sections of the layout: ${sections.flatMap(({ declared }) => declared).join(", ")}`;
    throw new MachineError("LAYOUT_VALUE", { what: `No section is called ${JSON.stringify(name)}`, where, fix });
  });
  return {
    maxSteps,
    nary,
    timeoutRounds,
    priorities: sections.map(({ priority }) => priority),
    criticalSections: [...new Set(critical)],
    parallelVerification,
  };
}
