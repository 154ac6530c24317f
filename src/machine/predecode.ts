import { immB, immI, immJ, immS, immU, operation, rd, rs1, rs2 } from "./decode.ts";
import { ILLEGAL, INSTRUCTIONS } from "./isa.ts";

/*
 * Decoded form of an instruction, four words of an Int32Array:
 *
 *   0   operation in bits 5:0, rd in 11:6, rs1 in 17:12, rs2 in 23:18
 *   1   immediate
 *   2   zero
 *   3   unused
 *
 * Four words stand for four bytes of code, so that an index into decoded code and a pc differ by a constant, and a jump
 * adds the same number to both. A jump to half an instruction then finds word 2, which reads as UNDECODED: the loop needs
 * no test for it, and none for the end of a section, because undecoded code is zero too.
 */

/** In the place of an operation: ask the accessor, which decodes, or says that there is no code. */
export const UNDECODED = 0;

/** In the place of an operation: not RV32IM. */
export const ILLEGAL_WORD = 63;

/** Register number that stands for x0 where it is written. State has no such register: the write goes nowhere. */
export const DISCARD = 32;

/** Words of an Int32Array that hold one decoded instruction. */
export const DECODED_WORDS = 4;

/** Writes the decoded form of `word` to `decoded[index]` and the place after it. */
export function predecode(word: number, decoded: Int32Array, index: number): void {
  const number = operation(word);
  const target = rd(word) === 0 ? DISCARD : rd(word);
  decoded[index] = (number === ILLEGAL ? ILLEGAL_WORD : number) | (target << 6) | (rs1(word) << 12) | (rs2(word) << 18);
  decoded[index + 1] = immediate(word, number);
}

function immediate(word: number, number: number): number {
  switch (INSTRUCTIONS[number - 1]?.format) {
    case "I":
      return immI(word);
    case "S":
      return immS(word);
    case "B":
      return immB(word);
    case "U":
      return immU(word);
    case "J":
      return immJ(word);
    default:
      return 0;
  }
}
