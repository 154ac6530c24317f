import { type ElfBytes, elfError, hex, nameAt } from "./elfBytes.ts";

/** One section header: what a linker knew of a range of the file or of memory. */
export type ElfSection = {
  /** Empty where the file gives none. */
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  /** Offset of the contents in the file. */
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly entrySize: number;
  /** Offset of this header. */
  readonly header: number;
};

export const SHT_SYMTAB = 2;
export const SHT_STRTAB = 3;
const SHT_NOBITS = 8;
const SHT_NULL = 0;

export const SHF_ALLOC = 2;
const SHF_COMPRESSED = 0x800;

const HEADER_BYTES = 40;
const FIX = "Link the program again, or strip it of all section headers";

/**
 * The section headers; none in a stripped file. Contents that the file does not have are refused.
 * @throws MachineError ELF_TRUNCATED, ELF_UNSUPPORTED, ELF_SYMBOLS
 */
export function readSections(file: ElfBytes): ElfSection[] {
  const table = file.u32(32);
  const count = file.u16(48);
  if (table === 0) return [];
  if (file.u16(46) !== HEADER_BYTES || count === 0) {
    throw elfError("ELF_UNSUPPORTED", 46, `${count} section headers of ${file.u16(46)} bytes; 40 bytes are due`, FIX);
  }
  file.take(table, count * HEADER_BYTES, "table of section headers");
  const sections = Array.from({ length: count }, (_, i) => readSection(file, table + i * HEADER_BYTES));
  const names = sectionNames(file, sections);
  return sections.map((section, i) => ({ ...section, name: nameAt(names, file.u32(table + i * HEADER_BYTES)) ?? "" }));
}

/** Contents of the first section called `name` that has any, as they lie in the file; else empty. */
export function contents(file: ElfBytes, sections: readonly ElfSection[], name: string): Uint8Array {
  const found = sections.find((section) => section.name === name && hasBytes(section));
  return found === undefined || (found.flags & SHF_COMPRESSED) !== 0 ? new Uint8Array(0) : bytesOf(file, found);
}

/** What `section` has in the file. */
export function bytesOf(file: ElfBytes, { offset, size }: ElfSection): Uint8Array {
  return file.take(offset, size, "section");
}

function readSection(file: ElfBytes, header: number): ElfSection {
  const word = (i: number): number => file.u32(header + 4 * i);
  const [type, flags, address, offset, size, link] = [word(1), word(2), word(3), word(4), word(5), word(6)];
  const section = { name: "", type, flags, address, offset, size, link, entrySize: word(9), header };
  if (hasBytes(section)) {
    const ofSymbols = type === SHT_SYMTAB || type === SHT_STRTAB;
    file.take(offset, size, `section (header at ${hex(header)})`, ofSymbols ? "ELF_SYMBOLS" : "ELF_TRUNCATED");
  }
  return section;
}

function sectionNames(file: ElfBytes, sections: readonly ElfSection[]): Uint8Array {
  const index = file.u16(50);
  if (index === 0) return new Uint8Array(0);
  if (sections[index]?.type !== SHT_STRTAB) {
    throw elfError("ELF_SYMBOLS", 50, `Names of sections are to be in section ${index}, which is no string table`, FIX);
  }
  return bytesOf(file, sections[index]);
}

function hasBytes({ type }: ElfSection): boolean {
  return type !== SHT_NULL && type !== SHT_NOBITS;
}
