import { type Program, Signature, hex, randomWords, registersFor, s32, u32 } from "./program.ts";

type Binary = (a: bigint, b: bigint) => bigint;

/** What each register-register instruction computes (RISC-V unprivileged specification, RV32I 2.4 and M 7.1, 7.2). */
const REGISTER_OPERATIONS: Readonly<Record<string, Binary>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  sll: (a, b) => a << (b & 31n),
  slt: (a, b) => (s32(a) < s32(b) ? 1n : 0n),
  sltu: (a, b) => (a < b ? 1n : 0n),
  xor: (a, b) => a ^ b,
  srl: (a, b) => a >> (b & 31n),
  sra: (a, b) => s32(a) >> (b & 31n),
  or: (a, b) => a | b,
  and: (a, b) => a & b,
  mul: (a, b) => a * b,
  mulh: (a, b) => (s32(a) * s32(b)) >> 32n,
  mulhsu: (a, b) => (s32(a) * b) >> 32n,
  mulhu: (a, b) => (a * b) >> 32n,
  div: (a, b) => (b === 0n ? -1n : s32(a) / s32(b)),
  divu: (a, b) => (b === 0n ? -1n : a / b),
  rem: (a, b) => (b === 0n ? a : s32(a) % s32(b)),
  remu: (a, b) => (b === 0n ? a : a % b),
};

/** Each register-immediate instruction computes what its register form does with the sign-extended immediate. */
const IMMEDIATE_OPERATIONS: Readonly<Record<string, string>> = {
  addi: "add",
  slti: "slt",
  sltiu: "sltu",
  xori: "xor",
  ori: "or",
  andi: "and",
  slli: "sll",
  srli: "srl",
  srai: "sra",
};

const EDGES = [0n, 1n, 7n, 0x7fffffffn, 0x80000000n, 0xffffffffn, 0xfffffffdn, 0x12345678n];
/** Shift amounts: only five bits of rs2 count. */
const AMOUNTS = [0n, 1n, 4n, 31n, 32n, 33n, 0x80000000n, 0xffffffffn];
const IMMEDIATES = [0n, 1n, -1n, 5n, 2047n, -2048n];
const IMMEDIATE_AMOUNTS = [0n, 1n, 4n, 16n, 30n, 31n];
const RANDOM_PAIRS = 8;

const isShift = (operation: string): boolean => ["sll", "srl", "sra"].includes(operation);

function pairs(left: readonly bigint[], right: readonly bigint[]): [bigint, bigint][] {
  return left.flatMap((a) => right.map((b): [bigint, bigint] => [a, b]));
}

function registerProgram(name: string, seed: number): Program {
  const compute = REGISTER_OPERATIONS[name];
  const random = randomWords(seed, 2 * RANDOM_PAIRS);
  const operands = [
    ...pairs(EDGES, isShift(name) ? AMOUNTS : EDGES),
    ...Array.from({ length: RANDOM_PAIRS }, (_, i): [bigint, bigint] => [random[2 * i], random[2 * i + 1]]),
  ];
  const signature = new Signature();
  const line = (rd: string, rs1: string, rs2: string, a: bigint, b: bigint): string => {
    const result = rd === "zero" ? 0n : u32(compute(a, b));
    signature.fold(result);
    return `  REGISTERS(${name}, ${rd}, ${rs1}, ${rs2}, ${hex(a)}, ${hex(b)}, ${hex(result)})`;
  };
  const lines = operands.map(([a, b], i) => {
    const { rd, rs1, rs2 } = registersFor(i);
    return line(rd, rs1, rs2, a, b);
  });
  const [a, b] = [0x87654321n, 0x00000013n];
  lines.push(
    line("x5", "x5", "x6", a, b), // rd = rs1
    line("x6", "x5", "x6", a, b), // rd = rs2
    line("x5", "x6", "x6", a, a), // rs1 = rs2
    line("x5", "x5", "x5", a, a), // all three
    line("zero", "x5", "x6", a, b), // the result is lost
    line("x5", "zero", "x6", 0n, b), // li to zero has no effect either
    line("x5", "x6", "zero", a, 0n),
  );
  const about = `${name.toUpperCase()}: edge operands, random operands, every register, aliased registers.`;
  return { group: "instruction", name, about, lines: [...lines, signature.finish()] };
}

function immediateProgram(name: string): Program {
  const operation = IMMEDIATE_OPERATIONS[name];
  const immediates = isShift(operation) ? IMMEDIATE_AMOUNTS : IMMEDIATES;
  const signature = new Signature();
  const line = (rd: string, rs1: string, a: bigint, immediate: bigint): string => {
    const result = rd === "zero" ? 0n : u32(REGISTER_OPERATIONS[operation](a, u32(immediate)));
    signature.fold(result);
    return `  IMMEDIATE(${name}, ${rd}, ${rs1}, ${hex(a)}, ${immediate}, ${hex(result)})`;
  };
  const lines = pairs(EDGES, immediates).map(([a, immediate], i) => {
    const { rd, rs1 } = registersFor(i);
    return line(rd, rs1, a, immediate);
  });
  lines.push(
    line("x5", "x5", 0x87654321n, 13n), // rd = rs1
    line("zero", "x5", 0x87654321n, 13n), // the result is lost
    line("x5", "zero", 0n, 13n),
  );
  const about = `${name.toUpperCase()}: edge operands and immediates, every register, aliased registers.`;
  return { group: "instruction", name, about, lines: [...lines, signature.finish()] };
}

const UPPER = [0n, 1n, 0x12345n, 0x7ffffn, 0x80000n, 0xfffffn];

function luiProgram(): Program {
  const signature = new Signature();
  const line = (rd: string, immediate: bigint): string => {
    const result = rd === "zero" ? 0n : u32(immediate << 12n);
    signature.fold(result);
    return `  lui ${rd}, 0x${immediate.toString(16)}; CHECK(${rd}, ${hex(result)})`;
  };
  const lines = UPPER.map((immediate, i) => line(registersFor(i).rd, immediate));
  lines.push(line("zero", 0xfffffn));
  return { group: "instruction", name: "lui", about: "LUI: edge immediates.", lines: [...lines, signature.finish()] };
}

/** Cases lie at known addresses, so that expected results are constants. */
function auipcProgram(): Program {
  const signature = new Signature();
  const lines = UPPER.map((immediate, i) => {
    const offset = 0x40n * BigInt(i + 1);
    const rd = registersFor(i).rd;
    const result = u32(0x80000000n + offset + (immediate << 12n));
    signature.fold(result);
    return `  j 1f; .org ${hex(offset)}; 1: auipc ${rd}, 0x${immediate.toString(16)}; CHECK(${rd}, ${hex(result)})`;
  });
  const about = "AUIPC: edge immediates, wrapping at 2^32.";
  return { group: "instruction", name: "auipc", about, lines: [...lines, signature.finish()] };
}

/** Programs of every instruction that only computes: OP, OP-IMM, LUI, AUIPC. */
export function aluPrograms(): Program[] {
  return [
    ...Object.keys(REGISTER_OPERATIONS).map((name, i) => registerProgram(name, i + 1)),
    ...Object.keys(IMMEDIATE_OPERATIONS).map(immediateProgram),
    luiProgram(),
    auipcProgram(),
  ];
}
