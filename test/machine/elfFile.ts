import { expect } from "chai";
import { MachineError, type MachineErrorCode } from "../../src/machine/error.ts";
import { KIND_CODE, KIND_INPUT, MAX_SECTIONS, PAGE_BYTES } from "../../src/machine/isa.ts";
import type { Program } from "../../src/machine/program.ts";

/** One PT_LOAD of a made-up ELF, with a section header around it when it has a name. */
export type SegmentSpec = {
  readonly address: number;
  readonly bytes?: readonly number[] | Uint8Array;
  /** In memory; by default as many as there are bytes. */
  readonly size?: number;
  /** R = 4, W = 2, X = 1. */
  readonly flags: number;
  readonly section?: string;
};

export type SymbolSpec = { name: string; value: number; size?: number; type?: number; section?: number };

export type ElfSpec = {
  readonly entry?: number;
  readonly segments: readonly SegmentSpec[];
  readonly symbols?: readonly SymbolSpec[];
};

export const [R, RW, RX] = [4, 6, 5];
export const FUNCTION = 2;
export const OBJECT = 1;

/** Offsets of fields, for tests that damage a file. */
export const FIELD = {
  type: 16,
  machine: 18,
  version: 20,
  entry: 24,
  phoff: 28,
  shoff: 32,
  flags: 36,
  phnum: 44,
} as const;

/** Offset of word `word` of program header `index`. */
export const segmentField = (index: number, word: number): number => 52 + 32 * index + 4 * word;

/** `li a7, 93; ecall`: a program that halts with code 0. */
export const HALT = [0x93, 0x08, 0xd0, 0x05, 0x73, 0x00, 0x00, 0x00];

const NOBITS = 8;

/** A file as a linker would write it: header, program headers, contents, symbols, names, section headers. */
export function makeElf({ entry = 0x80000000, segments, symbols = [] }: ElfSpec): Uint8Array {
  const file = new FileWriter(52 + 32 * segments.length);
  const names = new NameTable();
  const headers: number[][] = [Array(10).fill(0)];
  for (const [i, { address, bytes = [], size = bytes.length, flags, section }] of segments.entries()) {
    const offset = file.append(bytes);
    file.words(segmentField(i, 0), [1, offset, address, address, bytes.length, size, flags, PAGE_BYTES]);
    if (section === undefined) continue;
    const [type, length] = bytes.length === 0 ? [NOBITS, size] : [1, bytes.length];
    headers.push([names.add(section), type, 2, address, offset, length, 0, 0, PAGE_BYTES, 0]);
  }
  const symbolNames = new NameTable();
  const symbolTable = file.append([
    ...Array(16).fill(0),
    ...symbols.flatMap((symbol) => symbolEntry(symbol, symbolNames)),
  ]);
  const index = headers.length;
  const strings = file.append(symbolNames.bytes);
  headers.push([names.add(".symtab"), 2, 0, 0, symbolTable, 16 * (symbols.length + 1), index + 1, 1, 4, 16]);
  headers.push([names.add(".strtab"), 3, 0, 0, strings, symbolNames.bytes.length, 0, 0, 1, 0]);
  const own = names.add(".shstrtab");
  headers.push([own, 3, 0, 0, file.append(names.bytes), names.bytes.length, 0, 0, 1, 0]);
  const table = file.append(new Uint8Array(40 * headers.length));
  for (const [i, header] of headers.entries()) file.words(table + 40 * i, header);
  file.append([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1], 0);
  file.words(16, [2 | (243 << 16), 1, entry, 52, table, 0, 52 | (32 << 16), segments.length | (40 << 16)]);
  file.words(48, [headers.length | ((index + 2) << 16)]);
  return file.bytes.slice();
}

/** A valid program of one section of each kind. */
export function smallElf(): Uint8Array {
  return makeElf({
    segments: [
      { address: 0x80000000, bytes: HALT, flags: RX, section: ".text" },
      { address: 0x80001000, bytes: [1, 2, 3], flags: R, section: ".rodata" },
      { address: 0x80002000, bytes: [4, 5], size: 0x3000, flags: RW, section: ".data" },
      { address: 0xa0000000, size: 0x2000, flags: R, section: ".input" },
    ],
    symbols: [
      { name: "main", value: 0x80000000, size: 8 },
      { name: "table", value: 0x80001000, size: 3, type: OBJECT, section: 2 },
    ],
  });
}

/** A copy with a little-endian word of `width` bytes written at `offset`. */
export function patched(file: Uint8Array, offset: number, value: number, width = 4): Uint8Array {
  const copy = file.slice();
  for (let i = 0; i < width; i++) copy[offset + i] = value >>> (8 * i);
  return copy;
}

/** The MachineError that `act` throws; anything else it throws is thrown on, and nothing is undefined. */
export function refusal(act: () => unknown): MachineError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof MachineError) return error;
    throw error;
  }
}

/** Expects `act` to be refused with this code, at this place, for this reason. */
export function expectRefusal(
  act: () => unknown,
  code: MachineErrorCode,
  where: string | undefined,
  what: RegExp,
): void {
  const error = refusal(act);
  expect(error, "was accepted").to.not.equal(undefined);
  expect(error!.message).to.match(what);
  expect({ code: error!.code, where: error!.where }).to.deep.equal({ code, where });
}

/** Every promise of the type Program that a test can check without its file. */
export function expectWellFormed({ layout, names, images, entry, inputSize, symbols }: Program): void {
  const end = (i: number): number => (i < 0 ? 0 : layout[i].start + layout[i].size);
  const facts = {
    count: layout.length >= 1 && layout.length <= MAX_SECTIONS,
    pages: layout.every(({ start, size }) => start % PAGE_BYTES === 0 && size % PAGE_BYTES === 0 && size > 0),
    apart: layout.every(({ start }, i) => start >= end(i - 1)) && end(layout.length - 1) <= 2 ** 32,
    kinds: layout.every(({ kind }) => kind >= KIND_CODE && kind <= KIND_INPUT),
    names: names.length === layout.length && new Set(names).size === names.length && !names.includes(""),
    images: images.length === layout.length && images.every((image, i) => image.length <= layout[i].size),
    entry: layout.some(({ start, size, kind }) => kind === KIND_CODE && entry >= start && entry < start + size),
    aligned: entry % 4 === 0,
    input: layout.reduce((sum, { kind, size }) => sum + (kind === KIND_INPUT ? size : 0), 0) === inputSize,
    inputs: layout.filter(({ kind }) => kind === KIND_INPUT).length <= 1,
    symbols: symbols.every(({ address }, i) => i === 0 || address >= symbols[i - 1].address),
  };
  expect(Object.entries(facts).filter(([, holds]) => !holds)).to.deep.equal([]);
}

/** A layout as text: for each section its name, start and size in hexadecimal, and kind. */
export function tableOf({ layout, names }: Program): string[] {
  return layout.map(({ start, size, kind }, i) => `${names[i]} ${start.toString(16)} ${size.toString(16)} ${kind}`);
}

class FileWriter {
  bytes: Uint8Array;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
  }

  /** Puts `bytes` at the end, or at `offset`. Where they begin. */
  append(bytes: readonly number[] | Uint8Array, offset = this.bytes.length): number {
    const longer = new Uint8Array(Math.max(this.bytes.length, offset + bytes.length));
    longer.set(this.bytes);
    longer.set(bytes, offset);
    this.bytes = longer;
    return offset;
  }

  words(offset: number, words: readonly number[]): void {
    const view = new DataView(this.bytes.buffer);
    for (const [i, word] of words.entries()) view.setUint32(offset + 4 * i, word, true);
  }
}

class NameTable {
  bytes: number[] = [0];

  add(name: string): number {
    const at = this.bytes.length;
    this.bytes.push(...new TextEncoder().encode(name), 0);
    return at;
  }
}

function symbolEntry({ name, value, size = 0, type = FUNCTION, section = 1 }: SymbolSpec, names: NameTable): number[] {
  const entry = new DataView(new ArrayBuffer(16));
  for (const [i, word] of [names.add(name), value, size].entries()) entry.setUint32(4 * i, word, true);
  entry.setUint8(12, type);
  entry.setUint16(14, section, true);
  return [...new Uint8Array(entry.buffer)];
}
