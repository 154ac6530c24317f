import { findLine, type LineTable, readLines } from "../../src/machine/lines.ts";

const none = new Uint8Array(0);
/** The table of a `.debug_line` section, with the two sections of names that version 5 may use. */
export const decode = (line: readonly number[] | Uint8Array, lineStrings = none, strings = none): LineTable =>
  readLines({ line: Uint8Array.from(line), lineStrings, strings });
/** "file:line" of an address. */
export const at = (table: LineTable, address: number): string | undefined => {
  const found = findLine(table, address);
  return found && `${found.file}:${found.line}`;
};

/** Little-endian, as everything in these sections. */
export const word = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
export const text = (value: string): number[] => [...new TextEncoder().encode(value), 0];

// Opcodes of a line number program (DWARF 5, section 6.2.5).
export const setAddress = (address: number): number[] => [0, 5, 2, ...word(address)];
export const END = [0, 1, 1];
export const COPY = [1];
export const advancePc = (bytes: number): number[] => [2, bytes];
export const advanceLine = (lines: number): number[] => [3, lines & 127];
export const setFile = (file: number): number[] => [4, file];
export const CONST_ADD_PC = [8];
export const fixedAdvancePc = (bytes: number): number[] => [9, bytes & 255, bytes >>> 8];
/** With opcodes from 13, lines from -5 and 14 of them: `bytes` further, `lines` more, a row. */
export const special = (bytes: number, lines: number): number[] => [13 + 14 * bytes + lines + 5];

type UnitSpec = {
  version?: number;
  tables?: readonly number[];
  program: readonly number[][];
  /** Fields from the minimum instruction length to the opcode base. */
  fields?: readonly number[];
  /** Version 5: bytes of an address and of a segment selector. */
  addresses?: readonly number[];
};

/** Directory "dir" and files "a.c" (in it) and "b.c" (in none), as versions up to 4 write them. */
const OLD_TABLES = [...text("dir"), 0, ...text("a.c"), 1, 0, 0, ...text("b.c"), 0, 0, 0, 0];
const OPERANDS = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];

/** A whole unit of `.debug_line`. */
export function unit({ version = 4, tables = OLD_TABLES, program, fields, addresses = [4, 0] }: UnitSpec): number[] {
  const encoding = fields ?? [1, ...(version >= 4 ? [1] : []), 1, 251, 14, 13];
  const header = [...encoding, ...OPERANDS, ...tables];
  const body = [version, 0, ...(version >= 5 ? addresses : []), ...word(header.length), ...header, ...program.flat()];
  return [...word(body.length), ...body];
}
