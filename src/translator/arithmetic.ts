import type { Code } from "../wasm/code.ts";
import { I32, OP } from "../wasm/opcodes.ts";
import {
  ADD,
  ADDI,
  AUIPC,
  DIV,
  EBREAK,
  ECALL,
  FENCE,
  type Instruction,
  LUI,
  MUL,
  MULH,
  MULHU,
  SRAI,
} from "./instruction.ts";

const IMMEDIATE = [
  OP["i32.add"],
  OP["i32.lt_s"],
  OP["i32.lt_u"],
  OP["i32.xor"],
  OP["i32.or"],
  OP["i32.and"],
  OP["i32.shl"],
  OP["i32.shr_u"],
  OP["i32.shr_s"],
];

const REGISTER = [
  OP["i32.add"],
  OP["i32.sub"],
  OP["i32.shl"],
  OP["i32.lt_s"],
  OP["i32.lt_u"],
  OP["i32.xor"],
  OP["i32.shr_u"],
  OP["i32.shr_s"],
  OP["i32.or"],
  OP["i32.and"],
];

const DIVISION = [OP["i32.div_s"], OP["i32.div_u"], OP["i32.rem_s"], OP["i32.rem_u"]];

/** Whether the instruction computes a register from registers and immediates alone. */
export function isArithmetic({ operation }: Instruction): boolean {
  return (
    operation === LUI ||
    operation === AUIPC ||
    (operation >= ADDI && operation !== FENCE && operation !== ECALL && operation !== EBREAK)
  );
}

/** Puts what an arithmetic instruction computes on the stack. Operands come from `read`, each as often as it is wanted. */
export function arithmetic(c: Code, instruction: Instruction, read: (register: number) => void): void {
  const { operation, pc, rs1, rs2, immediate } = instruction;
  if (operation === LUI) c.const(immediate);
  else if (operation === AUIPC) c.const(pc + immediate);
  else if (operation >= ADDI && operation <= SRAI) {
    read(rs1);
    if (operation === ADDI && immediate === 0) return;
    c.const(immediate);
    c.op(IMMEDIATE[operation - ADDI]!);
  } else if (operation >= DIV) division(c, instruction, read);
  else if (operation >= MULH) highProduct(c, instruction, read);
  else {
    read(rs1);
    read(rs2);
    c.op(operation === MUL ? OP["i32.mul"] : REGISTER[operation - ADD]!);
  }
}

function highProduct(c: Code, { operation, rs1, rs2 }: Instruction, read: (register: number) => void): void {
  read(rs1);
  c.op(operation === MULHU ? OP["i64.extend_i32_u"] : OP["i64.extend_i32_s"]);
  read(rs2);
  c.op(operation === MULH ? OP["i64.extend_i32_s"] : OP["i64.extend_i32_u"]);
  c.op(OP["i64.mul"]);
  c.const64(32n);
  c.op(OP["i64.shr_u"]);
  c.op(OP["i32.wrap_i64"]);
}

/** Division by zero, and the one that overflows, have results here and trap in WebAssembly. */
function division(c: Code, { operation, rs1, rs2 }: Instruction, read: (register: number) => void): void {
  const isRemainder = operation >= DIV + 2;
  const isSigned = (operation - DIV) % 2 === 0;
  read(rs2);
  c.op(OP["i32.eqz"]);
  c.open(OP.if, I32);
  if (isRemainder) read(rs1);
  else c.const(-1);
  c.byte(OP.else);
  // The engine's remainder by -1 is zero as ours.
  const overflows = isSigned && !isRemainder;
  if (overflows) {
    read(rs2);
    c.const(-1);
    c.op(OP["i32.eq"]);
    c.open(OP.if, I32);
    c.const(0);
    read(rs1);
    c.op(OP["i32.sub"]);
    c.byte(OP.else);
  }
  read(rs1);
  read(rs2);
  c.op(DIVISION[operation - DIV]!);
  if (overflows) c.end();
  c.end();
}
