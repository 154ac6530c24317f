import { INSTRUCTIONS } from "./instructions.ts";

/** Operands of an instruction: register numbers, and the immediate as the assembler has it. */
export type Operands = { readonly rd?: number; readonly rs1?: number; readonly rs2?: number; readonly imm?: number };

/**
 * The word of an instruction, from the instruction table: the inverse of decoding, written independently of it. Bits of
 * an operand that its field has no room for are cut off.
 */
export function encode(name: string, { rd = 0, rs1 = 0, rs2 = 0, imm = 0 }: Operands = {}): number {
  const instruction = INSTRUCTIONS.find((row) => row.name === name);
  if (instruction === undefined) throw new RangeError(`no instruction "${name}"`);
  const { format, match, mask } = instruction;
  const registers = (field(rs2, 0, 5) << 20) | (field(rs1, 0, 5) << 15) | (field(rd, 0, 5) << 7);
  const operands = {
    R: registers,
    I: (field(imm, 0, 12) << 20) | (registers & ~(31 << 20)),
    S: (field(imm, 5, 7) << 25) | (field(imm, 0, 5) << 7) | (registers & ~(31 << 7)),
    B:
      (field(imm, 12, 1) << 31) |
      (field(imm, 5, 6) << 25) |
      (field(imm, 1, 4) << 8) |
      (field(imm, 11, 1) << 7) |
      (registers & ~(31 << 7)),
    U: (field(imm, 12, 20) << 12) | (registers & (31 << 7)),
    J:
      (field(imm, 20, 1) << 31) |
      (field(imm, 1, 10) << 21) |
      (field(imm, 11, 1) << 20) |
      (field(imm, 12, 8) << 12) |
      (registers & (31 << 7)),
  };
  return ((operands[format] & ~mask) | match) >>> 0;
}

/** `width` bits of `value` from bit `from`. */
function field(value: number, from: number, width: number): number {
  return (value >>> from) & (2 ** width - 1);
}
