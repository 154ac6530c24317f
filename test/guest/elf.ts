import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A second reader of our ELFs, for tests only: it shares nothing with `src/machine/elf.ts`, and trusts its file. */
export type Elf = {
  readonly entry: number;
  readonly segments: readonly Segment[];
  readonly symbols: ReadonlyMap<string, ElfSymbol>;
  /** Contents of a section by name, where the file has it. */
  readonly section: (name: string) => Uint8Array | undefined;
};

/** One PT_LOAD. */
export type Segment = {
  readonly address: number;
  readonly memorySize: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** PF_X = 1, PF_W = 2, PF_R = 4. */
  readonly flags: number;
  readonly align: number;
};

export type ElfSymbol = { readonly value: number; readonly size: number };

type SectionHeader = { name: number; type: number; offset: number; size: number; link: number };

const GUEST = fileURLToPath(new URL("../../guest/", import.meta.url));
const PT_LOAD = 1;
const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;

/** Path of a committed guest, `path` below `guest/`. */
export const guestPath = (path: string): string => GUEST + path;

/** Reads a committed guest, `path` below `guest/`. */
export function readElf(path: string): Elf {
  const file = readFileSync(guestPath(path));
  const table = (offset: number, size: number, count: number): Buffer[] =>
    Array.from({ length: count }, (_, i) => file.subarray(offset + size * i, offset + size * (i + 1)));
  const segments = table(file.readUInt32LE(28), 32, file.readUInt16LE(44))
    .filter((header) => header.readUInt32LE(0) === PT_LOAD)
    .map((header) => readSegment(file, header));
  const sections = table(file.readUInt32LE(32), 40, file.readUInt16LE(48)).map(readSectionHeader);
  const bytesOf = ({ offset, size }: SectionHeader): Buffer => file.subarray(offset, offset + size);
  const names = bytesOf(sections[file.readUInt16LE(50)]!);
  const section = (name: string): Uint8Array | undefined => {
    const found = sections.find((header) => text(names, header.name) === name && header.type !== SHT_NOBITS);
    return found && bytesOf(found);
  };
  const symbolTable = sections.find(({ type }) => type === SHT_SYMTAB)!;
  const symbols = readSymbols(bytesOf(symbolTable), bytesOf(sections[symbolTable.link]!));
  return { entry: file.readUInt32LE(24), segments, symbols, section };
}

function readSegment(file: Buffer, header: Buffer): Segment {
  const offset = header.readUInt32LE(4);
  return {
    address: header.readUInt32LE(8),
    memorySize: header.readUInt32LE(20),
    offset,
    bytes: file.subarray(offset, offset + header.readUInt32LE(16)),
    flags: header.readUInt32LE(24),
    align: header.readUInt32LE(28),
  };
}

function readSectionHeader(header: Buffer): SectionHeader {
  const [name, type, , , offset, size, link] = Array.from({ length: 7 }, (_, i) => header.readUInt32LE(4 * i));
  return { name: name!, type: type!, offset: offset!, size: size!, link: link! };
}

function readSymbols(table: Buffer, names: Buffer): Map<string, ElfSymbol> {
  const symbols = new Map<string, ElfSymbol>();
  for (let at = 0; at < table.length; at += 16) {
    const name = text(names, table.readUInt32LE(at));
    symbols.set(name, { value: table.readUInt32LE(at + 4), size: table.readUInt32LE(at + 8) });
  }
  return symbols;
}

function text(names: Buffer, at: number): string {
  return names.toString("latin1", at, names.indexOf(0, at));
}
