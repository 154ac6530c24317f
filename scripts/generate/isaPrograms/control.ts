import { type Program, Signature, hex, registersFor, s32 } from "./program.ts";

type Condition = (a: bigint, b: bigint) => boolean;

const BRANCHES: Readonly<Record<string, Condition>> = {
  beq: (a, b) => a === b,
  bne: (a, b) => a !== b,
  blt: (a, b) => s32(a) < s32(b),
  bge: (a, b) => s32(a) >= s32(b),
  bltu: (a, b) => a < b,
  bgeu: (a, b) => a >= b,
};

const EDGES = [0n, 1n, 0x7fffffffn, 0x80000000n, 0xffffffffn, 0x12345678n];
const BASE = 0x80000000n;

function branchProgram(name: string): Program {
  const signature = new Signature();
  const lines: string[] = [];
  const add = (rs1: string, rs2: string, a: bigint, b: bigint): void => {
    const taken = BRANCHES[name](a, b) ? 1n : 0n;
    signature.fold(taken);
    lines.push(`  BRANCH(${name}, ${rs1}, ${rs2}, ${hex(a)}, ${hex(b)}, ${taken})`);
  };
  for (const a of EDGES) {
    for (const b of EDGES) {
      const { rs1, rs2 } = registersFor(lines.length);
      add(rs1, rs2, a, b);
    }
  }
  add("x5", "x5", 7n, 7n);
  add("x5", "zero", 7n, 0n);
  add("zero", "x5", 0n, 7n);
  const about = `${name.toUpperCase()}: taken and not taken over edge operands, every register.`;
  return { group: "instruction", name, about, lines: [...lines, signature.finish()] };
}

/** Operands with which each branch is taken; x6 holds 1. */
const TAKEN: Readonly<Record<string, string>> = {
  beq: "zero, zero",
  bne: "zero, x6",
  blt: "zero, x6",
  bge: "zero, zero",
  bltu: "zero, x6",
  bgeu: "zero, zero",
};

/**
 * Each branch at its longest, 4092 bytes forward to slot i of the upper row, then back by 4096 to the second word of slot
 * i of the lower row, which leads on. x5 counts arrivals in the upper row: a branch not taken misses one.
 */
function branchReachProgram(): Program {
  const names = Object.keys(TAKEN);
  const slot = (row: number, i: number): string => `  .org ${hex(BigInt(row + 16 * i))}`;
  const signature = new Signature();
  signature.fold(BigInt(names.length));
  const lower = names.flatMap((name, i) => [
    slot(0x40, i),
    `lower${i}: ${name} ${TAKEN[name]}, . + 4092`,
    `  j lower${i + 1}`,
  ]);
  const upper = names.flatMap((name, i) => [
    slot(0x40 + 4092, i),
    "  addi x5, x5, 1",
    "  nop",
    `  ${name} ${TAKEN[name]}, . - 4096`,
    "  j failed",
  ]);
  const lines = [
    "  li x5, 0",
    "  li x6, 1",
    "  li a2, 1",
    "  j lower0",
    ...lower,
    slot(0x40, names.length),
    `lower${names.length}: CHECK(x5, ${names.length})`,
    signature.finish(),
    ...upper,
  ];
  const about = "Branches at their longest: 4092 bytes forward, 4096 back.";
  return { group: "instruction", name: "branchReach", about, lines };
}

/** Cases lie at known addresses, so that link values are constants. */
function jalProgram(): Program {
  const signature = new Signature();
  const links = [0x80000008n, 0x8010000cn];
  links.forEach((link) => signature.fold(link));
  const cases = ["x1", "x5", "x31", "x10", "zero"].map((rd, i) => {
    const offset = 0x40n * BigInt(i + 1);
    const link = rd === "zero" ? 0n : BASE + offset + 4n;
    signature.fold(link);
    return `  j 1f; .org ${hex(offset)}; 1: jal ${rd}, 2f; li a2, __LINE__; j failed; 2: CHECK(${rd}, ${hex(link)})`;
  });
  const lines = [
    "  nop",
    "  jal x5, . + 0xffffc /* the longest way forward */",
    "  j back",
    "back: mv x7, x6",
    `  CHECK(x5, ${hex(links[0])})`,
    `  CHECK(x7, ${hex(links[1])})`,
    ...cases,
    signature.finish(),
    '  .section .far, "ax", @progbits',
    "  nop",
    "  nop",
    "  jal x6, . - 0x100000 /* the longest way back */",
  ];
  return { group: "instruction", name: "jal", about: "JAL: link values, every reach.", lines };
}

function jalrProgram(): Program {
  const signature = new Signature();
  const jumps = [
    ["x1", "x5", 0, 0],
    ["x5", "x6", 2047, 0],
    ["x6", "x7", -2048, 0],
    ["x7", "x28", 1, 0],
    ["x28", "x28", 0, 0], // rd = rs1: the target is read first
    ["zero", "x5", 0, 0],
    ["x5", "x6", 0, 1], // bit 0 of the target is cleared
    ["x5", "x6", -1, 1],
  ] as const;
  const lines = jumps.map(([rd, rs1, immediate, bit], i) => {
    const offset = 0x40n * BigInt(i + 1);
    const link = rd === "zero" ? 0n : BASE + offset + 12n;
    signature.fold(link);
    const jump = `la ${rs1}, 2f + ${bit} - (${immediate}); jalr ${rd}, ${immediate}(${rs1})`;
    return `  j 1f; .org ${hex(offset)}; 1: ${jump}; li a2, __LINE__; j failed; 2: CHECK(${rd}, ${hex(link)})`;
  });
  const about = "JALR: link values, edge immediates, rd = rs1, bit 0 of the target.";
  return { group: "instruction", name: "jalr", about, lines: [...lines, signature.finish()] };
}

/** Programs of every jump and branch. */
export function controlPrograms(): Program[] {
  return [...Object.keys(BRANCHES).map(branchProgram), branchReachProgram(), jalProgram(), jalrProgram()];
}
