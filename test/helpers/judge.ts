import { type Guest, littleEndian, poke } from "./prover.ts";

export const CODE = 0x1_0000;
export const CONSTANTS = 0x2_0000;
export const DATA = 0x8000_0000;
export const INPUT = 0xa000_0000;
export const TOP = 0xffff_f000;

/** A running guest with every kind of section, one of which ends at 2^32, registers that differ, and `word` at its pc. */
export function guest(word: number, registers: Readonly<Record<number, number>> = {}): Guest {
  const made: Guest = {
    pc: CODE + 0x1234,
    registers: Array.from({ length: 32 }, (_, n) => registers[n] ?? (n * 0x0101_0101) % 2 ** 32),
    status: 0,
    exitCode: 0,
    anchor: pattern(32, 1),
    output: pattern(32, 2),
    sections: [
      { startPage: CODE >>> 12, pages: 3, kind: 1, bytes: pattern(0x2000, 3) },
      { startPage: CONSTANTS >>> 12, pages: 1, kind: 2, bytes: pattern(4096, 4) },
      { startPage: DATA >>> 12, pages: 5, kind: 3, bytes: pattern(0x3000, 5) },
      { startPage: INPUT >>> 12, pages: 2, kind: 4, bytes: pattern(300, 6) },
      { startPage: TOP >>> 12, pages: 1, kind: 3, bytes: pattern(4096, 7) },
    ],
  };
  poke(made, made.pc, littleEndian(word, 4));
  return made;
}

/** Bytes without a zero among them, the same for the same seed. */
export function pattern(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => 1 + ((index * 31 + (index >> 5) * 17 + seed * 101) % 255));
}
