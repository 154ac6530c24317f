import { LinesCursor, type StringAt } from "./linesCursor.ts";

/** The sections of an ELF file that lines are read from; empty where the file has none. */
export type LineSections = {
  readonly line: Uint8Array;
  /** `.debug_line_str` and `.debug_str`: names that version 5 does not write into the table itself. */
  readonly lineStrings: Uint8Array;
  readonly strings: Uint8Array;
};

/** A file of the source. Directory 0 is that of the compiler. */
export type LineFile = { readonly name: StringAt; readonly directory: number };

/** Header of one unit: how its program is encoded, and the files that it speaks of. */
export type LineHeader = {
  readonly minInstruction: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** Operands of each standard opcode; entry 0 is that of opcode 1. */
  readonly operands: Uint8Array;
  /** A hole stands where the version has no number 0. */
  readonly directories: readonly (StringAt | undefined)[];
  readonly files: (LineFile | undefined)[];
  /** Offset of the line number program. */
  readonly program: number;
};

/** Entries of the longest table of names that is read. */
export const TABLE_LIMIT = 2 ** 16;

const CONTENT_PATH = 1;
const CONTENT_DIRECTORY = 2;

/**
 * The header at the cursor, behind the unit's length (DWARF 5, section 6.2.4; versions 2 to 5). Undefined when it is of
 * another version, for another machine, or odd.
 */
export function readHeader(cursor: LinesCursor, sections: LineSections): LineHeader | undefined {
  const version = cursor.u16();
  if (version < 2 || version > 5) return undefined;
  const addresses = version === 5 ? cursor.u16() : 4; // bytes of an address; bytes of a segment selector above them
  const length = cursor.u32();
  const program = cursor.at + length;
  const minInstruction = cursor.u8();
  const operations = version >= 4 ? cursor.u8() : 1;
  cursor.skip(1); // whether rows are statements by default: all rows are equal here
  const [lineBase, lineRange, opcodeBase] = [cursor.i8(), cursor.u8(), cursor.u8()];
  if (addresses !== 4 || operations !== 1 || lineRange === 0) return undefined;
  const operands = cursor.bytes.subarray(cursor.at, cursor.at + opcodeBase - 1);
  cursor.skip(opcodeBase - 1);
  const tables = version === 5 ? readTables(cursor, sections) : readOldTables(cursor);
  if (cursor.odd || program > cursor.end) return undefined;
  return { minInstruction, lineBase, lineRange, opcodeBase, operands, ...tables, program };
}

/** Entry of a file table up to version 4. */
export function readFile(cursor: LinesCursor): LineFile {
  const file = { name: cursor.string(), directory: cursor.uleb() };
  cursor.uleb(); // time of the last change
  cursor.uleb(); // length in bytes
  return file;
}

type Tables = Pick<LineHeader, "directories" | "files">;

/** Up to version 4: each table ends with an empty name, and counts from 1. */
function readOldTables(cursor: LinesCursor): Tables {
  const directories: (StringAt | undefined)[] = [undefined];
  const files: (LineFile | undefined)[] = [undefined];
  while (hasEntry(cursor, directories)) directories.push(cursor.string());
  while (hasEntry(cursor, files)) files.push(readFile(cursor));
  return { directories, files };
}

/** Steps over the end of the table, when the cursor is there. */
function hasEntry(cursor: LinesCursor, before: readonly unknown[]): boolean {
  cursor.odd ||= before.length > TABLE_LIMIT;
  if (cursor.done) return false;
  if (cursor.bytes[cursor.at] !== 0) return true;
  cursor.skip(1);
  return false;
}

/** Version 5: each table says of what its entries consist, and counts from 0. */
function readTables(cursor: LinesCursor, sections: LineSections): Tables {
  const directories = readEntries(cursor, sections).map(({ name }) => name);
  return { directories, files: readEntries(cursor, sections) };
}

function readEntries(cursor: LinesCursor, sections: LineSections): LineFile[] {
  const formats = Array.from({ length: cursor.u8() }, () => ({ content: cursor.uleb(), form: cursor.uleb() }));
  const count = cursor.uleb();
  const files: LineFile[] = [];
  cursor.odd ||= count > TABLE_LIMIT; // entries may take no bytes, so that the end of the unit is no limit
  while (files.length < count && !cursor.odd) {
    let name: StringAt = { table: cursor.bytes, at: cursor.bytes.length };
    let directory = 0;
    for (const { content, form } of formats) {
      const value = readForm(cursor, sections, form);
      if (content === CONTENT_PATH && typeof value === "object") name = value;
      if (content === CONTENT_DIRECTORY && typeof value === "number") directory = value;
    }
    files.push({ name, directory });
  }
  return files;
}

/** A value of one of the forms that a line table may have (DWARF 5, sections 6.2.4.1 and 7.5.6); others are odd. */
function readForm(cursor: LinesCursor, sections: LineSections, form: number): StringAt | number | undefined {
  switch (form) {
    case 0x08: // string
      return cursor.string();
    case 0x0e: // strp
      return { table: sections.strings, at: cursor.u32() };
    case 0x1f: // line_strp
      return { table: sections.lineStrings, at: cursor.u32() };
    case 0x0b: // data1
      return cursor.u8();
    case 0x05: // data2
      return cursor.u16();
    case 0x06: // data4
      return cursor.u32();
    case 0x0f: // udata
      return cursor.uleb();
    case 0x07: // data8
      return cursor.skip(8) as undefined;
    case 0x1e: // data16
      return cursor.skip(16) as undefined;
    case 0x09: // block
      return cursor.skip(cursor.uleb()) as undefined;
    default:
      cursor.odd = true;
      return undefined;
  }
}
