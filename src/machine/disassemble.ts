import { immB, immI, immJ, immS, immU, operation, rd, rs1, rs2 } from "./decode.ts";
import { ILLEGAL, INSTRUCTIONS } from "./isa.ts";

/** Names of the registers in the standard calling convention, x0 first. */
export const REGISTER_NAMES: readonly string[] =
  "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split(" ");

/** An instruction as assemblers write it; targets of jumps and branches as absolute addresses. */
export function disassemble(word: number, pc: number): string {
  const found = operation(word);
  if (found === ILLEGAL) return `illegal 0x${(word >>> 0).toString(16).padStart(8, "0")}`;
  const { name, format } = INSTRUCTIONS[found - 1]!;
  const operands = operandsOf(name, format, word, pc);
  return operands === "" ? name : `${name} ${operands}`;
}

function operandsOf(name: string, format: string, word: number, pc: number): string {
  const [d, a, b] = [REGISTER_NAMES[rd(word)], REGISTER_NAMES[rs1(word)], REGISTER_NAMES[rs2(word)]];
  const target = (offset: number): string => `0x${((pc + offset) >>> 0).toString(16)}`;
  switch (format) {
    case "R":
      return `${d}, ${a}, ${b}`;
    case "S":
      return `${b}, ${immS(word)}(${a})`;
    case "B":
      return `${a}, ${b}, ${target(immB(word))}`;
    case "U":
      return `${d}, 0x${(immU(word) >>> 12).toString(16)}`;
    case "J":
      return `${d}, ${target(immJ(word))}`;
    default:
      if (name === "fence" || name === "ecall" || name === "ebreak") return "";
      if (/^l|^jalr/.test(name)) return `${d}, ${immI(word)}(${a})`;
      return `${d}, ${a}, ${/^s(ll|rl|ra)i$/.test(name) ? rs2(word) : immI(word)}`;
  }
}
