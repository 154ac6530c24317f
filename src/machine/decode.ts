import { ILLEGAL, INSTRUCTIONS } from "./isa.ts";

/*
 * Fields of an instruction word (RISC-V unprivileged specification, Base Instruction Formats and Immediate Encoding
 * Variants). `word` may be signed or unsigned; register numbers are 0 to 31; immediates are sign-extended to 32 bits.
 */

export function rd(word: number): number {
  return (word >>> 7) & 31;
}

export function rs1(word: number): number {
  return (word >>> 15) & 31;
}

export function rs2(word: number): number {
  return (word >>> 20) & 31;
}

/** Bits 31:20. The amount of an immediate shift is its low five bits. */
export function immI(word: number): number {
  return word >> 20;
}

/** Bits 31:25 and 11:7. */
export function immS(word: number): number {
  return ((word >> 20) & ~31) | ((word >>> 7) & 31);
}

/** Bits 31, 7, 30:25, 11:8 and a zero: a multiple of 2 from -4096 to 4094. */
export function immB(word: number): number {
  return ((word >> 19) & ~0xfff) | ((word << 4) & 0x800) | ((word >>> 20) & 0x7e0) | ((word >>> 7) & 0x1e);
}

/** Bits 31:12, in place. */
export function immU(word: number): number {
  return word & ~0xfff;
}

/** Bits 31, 19:12, 20, 30:21 and a zero: a multiple of 2 from -2^20 to 2^20 - 2. */
export function immJ(word: number): number {
  return ((word >> 11) & ~0xfffff) | (word & 0xff000) | ((word >>> 9) & 0x800) | ((word >>> 20) & 0x7fe);
}

/** Operation number of `word`, ILLEGAL (0) when it is no RV32IM instruction. Total over all 2^32 words. */
export function operation(word: number): number {
  const index = INSTRUCTIONS.findIndex(({ match, mask }) => (word & mask) === (match | 0));
  return index < 0 ? ILLEGAL : index + 1;
}
