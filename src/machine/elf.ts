import { ElfBytes, elfError, hex } from "./elfBytes.ts";
import { contents, type ElfSection, readSections } from "./elfSections.ts";
import { type ElfSegment, readSegments } from "./elfSegments.ts";
import { type ProgramSymbol, readSymbols } from "./elfSymbols.ts";
import { KIND_CODE } from "./isa.ts";
import { type LineTable, readLines } from "./lines.ts";

/** What a program file says, before it is laid out in sections. */
export type Elf = {
  /** In a code segment, a multiple of 4. */
  readonly entry: number;
  /** Sorted by address, without overlap. */
  readonly segments: readonly ElfSegment[];
  readonly sections: readonly ElfSection[];
  readonly symbols: readonly ProgramSymbol[];
  readonly lines: LineTable;
};

const BUILD = "Build the program with -march=rv32im -mabi=ilp32 -static";

/** Fields of the file header that can have one value only (System V ABI, ELF header; RISC-V psABI). */
const FIXED = [
  { at: 0, width: 4, value: 0x464c457f, what: "The file is no ELF file: its first four bytes" },
  { at: 4, width: 1, value: 1, what: "The program is not for a 32-bit machine: its class" },
  { at: 5, width: 1, value: 1, what: "The program is not little-endian: its data encoding" },
  { at: 6, width: 1, value: 1, what: "The file is in an unknown format: the version in its identification" },
  { at: 16, width: 2, value: 2, what: "The file is no linked program: its type" },
  { at: 18, width: 2, value: 243, what: "The program is not for RISC-V: its machine" },
  { at: 20, width: 4, value: 1, what: "The file is in an unknown format: its version" },
  { at: 40, width: 2, value: 52, what: "The file is in an unknown format: the size of its header" },
] as const;

/** Bits of e_flags that ask for what the machine does not have (RISC-V psABI, File Header). */
const EXTRAS = [
  { mask: 0x1, what: "compressed instructions (RVC)" },
  { mask: 0x6, what: "floating point" },
  { mask: 0x8, what: "the 16-register base (RVE)" },
  { mask: 0xfffffff0, what: "a memory model or an extension" },
] as const;

/**
 * Reads a statically linked RV32IM program. Whatever is not exactly that is refused, with the offset in the file.
 * @throws MachineError ELF_TRUNCATED, ELF_UNSUPPORTED, ELF_SEGMENT, ELF_ENTRY, ELF_SYMBOLS
 */
export function readElf(bytes: Uint8Array): Elf {
  const file = new ElfBytes(bytes);
  checkHeader(file);
  const sections = readSections(file);
  const segments = readSegments(file, sections);
  const entry = readEntry(file, segments);
  const part = (name: string): Uint8Array => contents(file, sections, name);
  const lines = readLines({
    line: part(".debug_line"),
    lineStrings: part(".debug_line_str"),
    strings: part(".debug_str"),
  });
  return { entry, segments, sections, symbols: readSymbols(file, sections), lines };
}

function checkHeader(file: ElfBytes): void {
  for (const { at, width, value, what } of FIXED) {
    const found = file.number(at, width);
    if (found !== value) throw elfError("ELF_UNSUPPORTED", at, `${what} is ${hex(found)}, not ${hex(value)}`, BUILD);
  }
  file.take(0, 52, "header");
  const flags = file.u32(36);
  const extra = EXTRAS.find(({ mask }) => (flags & mask) !== 0);
  if (extra === undefined) return;
  throw elfError("ELF_UNSUPPORTED", 36, `The program is built for ${extra.what}: its flags are ${hex(flags)}`, BUILD);
}

function readEntry(file: ElfBytes, segments: readonly ElfSegment[]): number {
  const entry = file.u32(24);
  const start = segments.find(({ address, size }) => address <= entry && entry - address < size);
  if (start?.kind === KIND_CODE && entry % 4 === 0) return entry;
  const fault = start?.kind === KIND_CODE ? "is not a multiple of 4" : "is not in an executable segment";
  throw elfError(
    "ELF_ENTRY",
    24,
    `The entry point ${hex(entry)} ${fault}`,
    "Name the program's first instruction with ENTRY",
  );
}
