import { encode, type Operands } from "../../../scripts/generate/encode.ts";
import { ECALL_HALT, ECALL_PHASE } from "../../../src/machine/isa.ts";
import { loadProgram, type Program } from "../../../src/machine/program.ts";
import { FUNCTION, makeElf, RW, RX } from "../elfFile.ts";

export const [RA, SP, T0, A0, A1, A7] = [1, 2, 5, 10, 11, 17];
export const CODE = 0x80000000;
export const DATA = 0x80010000;
const STACK = DATA + 0x4000;

/** An instruction; the target of a jump or branch is a function, `function+n` for instruction n of it. */
export type Line = readonly [name: string, operands?: Operands, target?: string];

export const call = (target: string): Line => ["jal", { rd: RA }, target];
export const jump = (target: string): Line => ["jal", {}, target];
export const ret: Line = ["jalr", { rs1: RA }];
export const addi = (rd: number, rs1: number, imm: number): Line => ["addi", { rd, rs1, imm }];
export const store = (rs2: number, imm: number, rs1 = SP): Line => ["sw", { rs1, rs2, imm }];
export const load = (rd: number, imm: number, rs1 = SP): Line => ["lw", { rd, rs1, imm }];
/** Room on the stack with the return address in it, and back. */
export const enter: readonly Line[] = [addi(SP, SP, -16), store(RA, 12)];
export const leave: readonly Line[] = [load(RA, 12), addi(SP, SP, 16), ret];
export const phase = (id: number): readonly Line[] => [addi(A0, 0, id), addi(A7, 0, ECALL_PHASE), ["ecall"]];
export const setStack: Line = ["lui", { rd: SP, imm: STACK }];
export const halt: readonly Line[] = [addi(A0, 0, 0), addi(A7, 0, ECALL_HALT), ["ecall"]];

/** A program of these functions, the first of which it begins with, with a stack; those called `.…` get no symbol. */
export function assemble(
  functions: Readonly<Record<string, readonly Line[]>>,
  constants: Record<string, number> = {},
): Program {
  return loadProgram(assembleElf(functions, constants)).program;
}

/** The same as a file. */
export function assembleElf(
  functions: Readonly<Record<string, readonly Line[]>>,
  constants: Readonly<Record<string, number>> = {},
): Uint8Array {
  const starts = new Map<string, number>();
  let end = CODE;
  for (const [name, lines] of Object.entries(functions)) {
    starts.set(name, end);
    end += 4 * lines.length;
  }
  const words = Object.values(functions)
    .flat()
    .map(([name, operands = {}, target], i) => {
      if (target === undefined) return encode(name, operands);
      const [to = "", line = "0"] = target.split("+");
      return encode(name, { ...operands, imm: starts.get(to)! + 4 * Number(line) - (CODE + 4 * i) });
    });
  const named = Object.entries(functions).filter(([name]) => !name.startsWith("."));
  return makeElf({
    entry: CODE,
    segments: [
      { address: CODE, bytes: new Uint8Array(Uint32Array.from(words).buffer), flags: RX, section: ".text" },
      { address: DATA, size: STACK - DATA, flags: RW, section: ".stack" },
    ],
    symbols: [
      ...named.map(([name, lines]) => ({ name, value: starts.get(name)!, size: 4 * lines.length, type: FUNCTION })),
      ...Object.entries(constants).map(([name, value]) => ({ name, value, section: 0xfff1, type: 0 })),
    ],
  });
}
