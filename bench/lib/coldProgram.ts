import { KIND_CODE, KIND_READ_WRITE } from "../../src/machine/isa.ts";
import { elfOf } from "../../scripts/fuzz/elf.ts";
import { encode } from "../../scripts/generate/encode.ts";
import { Random } from "../../scripts/lib/random.ts";

const [CODE, DATA, DATA_BYTES] = [0x8000_0000, 0x8010_0000, 0x1_0000];
/** Instructions of one function, and how many there are: 800 KB of code. */
const [LENGTH, FUNCTIONS] = [100, 2_000];
const ALU = ["add", "sub", "xor", "or", "and", "sll", "srl", "sra", "slt", "sltu", "mul"] as const;
/** a0 to a5 and t0 to t2 are worked with; s0 holds the address of the data. */
const WORKING = [10, 11, 12, 13, 14, 15, 5, 6, 7];
const [RA, S0, S1, A0, A7] = [1, 8, 9, 10, 17];

/**
 * The ELF of a program of about 800 KB of code that no part of is hot: `rounds` times it calls 2,000 functions, one after the
 * other, of a hundred instructions each. Arithmetic, loads, stores and branches forwards in seeded disorder.
 */
export function coldProgram(seed: number, rounds: number): Uint8Array {
  const random = new Random(seed);
  const main = 4 * (FUNCTIONS + 8);
  const code: number[] = [
    encode("lui", { rd: S0, imm: DATA >>> 0 }),
    encode("addi", { rd: S1, imm: rounds }),
    ...Array.from({ length: FUNCTIONS }, (_, i) => encode("jal", { rd: RA, imm: main + 4 * LENGTH * i - 4 * (i + 2) })),
    encode("addi", { rd: S1, rs1: S1, imm: -1 }),
    encode("beq", { rs1: S1, rs2: 0, imm: 8 }),
    encode("jal", { imm: -4 * (FUNCTIONS + 2) }),
    encode("addi", { rd: A7, imm: 93 }),
    encode("addi", { rd: A0, imm: 0 }),
    encode("ecall"),
  ];
  for (let i = 0; i < FUNCTIONS; i++) code.push(...someFunction(random));
  const text = new Uint8Array(DATA - CODE);
  text.set(new Uint8Array(Uint32Array.from(code).buffer));
  return elfOf({
    layout: [
      { start: CODE, size: DATA - CODE, kind: KIND_CODE },
      { start: DATA, size: DATA_BYTES, kind: KIND_READ_WRITE },
    ],
    images: [text, new Uint8Array(DATA_BYTES)],
    pc: CODE,
    registers: [],
    nodes: [],
    anchor: new Uint8Array(32),
    limit: Infinity,
    about: `cold program, seed ${seed}`,
    plain: true,
  });
}

function someFunction(random: Random): number[] {
  const code: number[] = [];
  while (code.length < LENGTH - 1) {
    const [rd, rs1, rs2] = [random.pick(WORKING), random.pick(WORKING), random.pick(WORKING)];
    const kind = random.below(10);
    const offset = 4 * random.below(500);
    if (kind === 0) code.push(encode("lw", { rd, rs1: S0, imm: offset }));
    else if (kind === 1) code.push(encode("sw", { rs1: S0, rs2, imm: offset }));
    else if (kind === 2) code.push(encode("bltu", { rs1, rs2, imm: 4 * (1 + random.below(LENGTH - code.length - 1)) }));
    else if (kind < 6) code.push(encode("addi", { rd, rs1, imm: random.below(2048) }));
    else code.push(encode(random.pick(ALU), { rd, rs1, rs2 }));
  }
  return [...code, encode("jalr", { rs1: RA })];
}
