import { DISCARD, UNDECODED } from "../machine/predecode.ts";

/** Decoded code of a program: `fetch(pc)` is an index into `decoded`, or -1 (src/machine/access.ts). */
export type Decoded = { readonly decoded: Int32Array; fetch(pc: number): number };

/** An instruction of the guest at its place. Register 32 is written in place of x0 (src/machine/predecode.ts). */
export type Instruction = {
  readonly pc: number;
  /** Row of the instruction table (src/machine/isa.ts) plus one. */
  readonly operation: number;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly immediate: number;
};

// Operation numbers, of which a test holds each to the instruction table.
export const LUI = 1;
export const AUIPC = 2;
export const JAL = 3;
export const JALR = 4;
export const BEQ = 5;
export const BNE = 6;
export const BGEU = 10;
export const LB = 11;
export const LHU = 15;
export const SB = 16;
export const SW = 18;
export const ADDI = 19;
export const XORI = 22;
export const ORI = 23;
export const ANDI = 24;
export const SLLI = 25;
export const SRAI = 27;
export const ADD = 28;
export const SUB = 29;
export const XOR = 33;
export const OR = 36;
export const AND = 37;
export const FENCE = 38;
export const ECALL = 39;
export const EBREAK = 40;
export const MUL = 41;
export const MULH = 42;
export const MULHU = 44;
export const DIV = 45;
export const REMU = 48;

/** Return address and stack pointer, by the calling convention. Nothing depends on a guest's keeping to it. */
export const RA = 1;
export const SP = 2;

/** Bytes that loads and stores access, by operation from LB on. */
const WIDTHS = [1, 2, 4, 1, 2, 1, 2, 4];

/** The instruction at `pc`, unless what lies there traps. */
export function instructionAt(code: Decoded, pc: number): Instruction | undefined {
  const index = code.fetch(pc);
  if (index < 0) return undefined;
  const packed = code.decoded[index]!;
  const operation = packed & 63;
  if (operation === UNDECODED || operation > REMU) return undefined;
  return {
    pc,
    operation,
    rd: (packed >>> 6) & 63,
    rs1: (packed >>> 12) & 63,
    rs2: (packed >>> 18) & 63,
    immediate: code.decoded[index + 1]!,
  };
}

export const isBranch = ({ operation }: Instruction): boolean => operation >= BEQ && operation <= BGEU;
export const isLoad = ({ operation }: Instruction): boolean => operation >= LB && operation <= LHU;
export const isStore = ({ operation }: Instruction): boolean => operation >= SB && operation <= SW;
export const accessesMemory = ({ operation }: Instruction): boolean => operation >= LB && operation <= SW;
export const widthOf = ({ operation }: Instruction): number => WIDTHS[operation - LB]!;

/** The register that the instruction writes, or 0. */
export function target(instruction: Instruction): number {
  const { operation, rd } = instruction;
  const isWrite = !isBranch(instruction) && !isStore(instruction) && operation !== FENCE && rd !== DISCARD;
  return isWrite ? rd : 0;
}

/** The registers that the instruction reads, as a set of bits; bit 0 says nothing. */
export function sources(instruction: Instruction): number {
  const { operation, rs1, rs2 } = instruction;
  if (operation <= JAL || operation === FENCE) return 0;
  const hasSecond = isBranch(instruction) || isStore(instruction) || (operation >= ADD && operation !== FENCE);
  return (1 << rs1) | (hasSecond ? 1 << rs2 : 0);
}
