import { type ElfBytes, nameAt } from "./elfBytes.ts";
import { bytesOf, type ElfSection, SHT_STRTAB, SHT_SYMTAB } from "./elfSections.ts";

/** What a name of the program's source stands for. */
export type ProgramSymbol = {
  readonly name: string;
  /** u32; of a constant its value. */
  readonly address: number;
  /** Bytes; 0 where the file does not say. */
  readonly size: number;
  /** A label is a place in assembly that was given no type; a constant belongs to no place. */
  readonly kind: "function" | "object" | "label" | "constant";
};

const ENTRY_BYTES = 16;
/** So many symbols are kept, so that a hostile file cannot make more of its size than memory holds. */
const SYMBOL_LIMIT = 65536;

const SHN_UNDEF = 0;
const SHN_ABS = 0xfff1;
const STT_NOTYPE = 0;
const STT_OBJECT = 1;
const STT_FUNC = 2;

/**
 * The program's own names, sorted by address, enclosing ones before those inside them. They only label what is shown:
 * entries that make no sense are left out. (A table beyond the file's end has been refused before, by readSections.)
 */
export function readSymbols(file: ElfBytes, sections: readonly ElfSection[]): ProgramSymbol[] {
  const table = sections.find(({ type }) => type === SHT_SYMTAB);
  const strings = table && sections[table.link];
  if (table?.entrySize !== ENTRY_BYTES || strings?.type !== SHT_STRTAB) return [];
  const names = bytesOf(file, strings);
  const count = Math.min(Math.floor(table.size / ENTRY_BYTES), SYMBOL_LIMIT);
  const symbols: ProgramSymbol[] = [];
  for (let i = 0; i < count; i++) {
    const symbol = readSymbol(file, table.offset + i * ENTRY_BYTES, names);
    if (symbol !== undefined) symbols.push(symbol);
  }
  return symbols.sort((a, b) => a.address - b.address || b.size - a.size);
}

function readSymbol(file: ElfBytes, at: number, names: Uint8Array): ProgramSymbol | undefined {
  const kind = kindOf(file.number(at + 12, 1) & 15, file.u16(at + 14));
  const name = nameAt(names, file.u32(at));
  const [address, size] = [file.u32(at + 4), file.u32(at + 8)];
  // Assemblers mark where data lies in code by names with a dollar sign: not names that anybody gave.
  if (kind === undefined || name === undefined || name.startsWith("$") || address + size > 2 ** 32) return undefined;
  return { name, address, size, kind };
}

function kindOf(type: number, section: number): ProgramSymbol["kind"] | undefined {
  if (section === SHN_UNDEF) return undefined;
  if (type === STT_FUNC) return "function";
  if (type === STT_OBJECT) return "object";
  if (type !== STT_NOTYPE) return undefined;
  return section === SHN_ABS ? "constant" : "label";
}
