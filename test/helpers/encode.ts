/** Instruction words by format, for tests; fields as the RISC-V unprivileged specification draws them. */

export const OP = 0x33;
export const OP_IMM = 0x13;
export const LOAD = 0x03;
export const STORE = 0x23;
export const BRANCH = 0x63;
export const JALR = 0x67;
export const ECALL = 0x00000073;
export const EBREAK = 0x00100073;

export function r(funct7: number, rs2: number, rs1: number, funct3: number, rd: number, opcode = OP): number {
  return ((funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode) >>> 0;
}

export function i(immediate: number, rs1: number, funct3: number, rd: number, opcode: number): number {
  return ((immediate << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode) >>> 0;
}

export function s(immediate: number, rs2: number, rs1: number, funct3: number): number {
  return (
    (((immediate >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | ((immediate & 31) << 7) | STORE) >>> 0
  );
}

export function b(immediate: number, rs2: number, rs1: number, funct3: number): number {
  const high = (((immediate >> 12) & 1) << 6) | ((immediate >> 5) & 63);
  const low = (((immediate >> 1) & 15) << 1) | ((immediate >> 11) & 1);
  return ((high << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (low << 7) | BRANCH) >>> 0;
}

export function u(upper: number, rd: number, opcode: 0x37 | 0x17): number {
  return ((upper & ~0xfff) | (rd << 7) | opcode) >>> 0;
}

export function jal(offset: number, rd: number): number {
  const parts = [(offset >> 20) & 1, (offset >> 1) & 0x3ff, (offset >> 11) & 1, (offset >> 12) & 0xff] as const;
  return ((parts[0] << 31) | (parts[1] << 21) | (parts[2] << 20) | (parts[3] << 12) | (rd << 7) | 0x6f) >>> 0;
}
