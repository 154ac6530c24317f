import {
  A0,
  A1,
  A2,
  A7,
  ECALL_HALT,
  ECALL_PRINT,
  KIND_CODE,
  KIND_READ_ONLY,
  KIND_READ_WRITE,
} from "../../../src/machine/isa.ts";
import type { Random } from "../../lib/random.ts";
import { poke, type Program } from "../program.ts";
import { someWord } from "../values.ts";
import { Assembler } from "./assembler.ts";
import { blocks, functionBodies, type Scope, SP } from "./blocks.ts";

const CODE = 0x1_0000;
const CONSTANTS = 0x3_0000;
const DATA = 0x5_0000;
/** Around 2^31, where a signed word changes its sign. */
const HIGH = 0x7fff_f000;
const STACK = 0x9000_0000;
const LAYOUT = [
  { start: CODE, size: 0x2000, kind: KIND_CODE },
  { start: CONSTANTS, size: 0x1000, kind: KIND_READ_ONLY },
  { start: DATA, size: 0x1000, kind: KIND_READ_WRITE },
  { start: HIGH, size: 0x2000, kind: KIND_READ_WRITE },
  { start: STACK, size: 0x1000, kind: KIND_READ_WRITE },
];

/** Never written by blocks: holds the address of what must survive them. */
const KEPT = 31;
const LIMIT = 20_000;

/**
 * A program that runs under qemu-riscv32 as well: it neither traps nor halts early, begins by setting every register itself
 * (qemu does not start with zeros), and ends by printing all registers and all memory that can be written.
 */
export function plain(random: Random, about: string): Program {
  const images = LAYOUT.map(({ size, kind }) => {
    const filled = kind === KIND_CODE ? 0 : 512;
    return Uint8Array.from({ length: size }, (_, i) => (i < filled ? random.below(256) : 0));
  });
  const regions = LAYOUT.filter(({ kind, start }) => kind !== KIND_CODE && start !== STACK).map(
    ({ start, size, kind }) => ({
      start,
      size,
      writable: kind === KIND_READ_WRITE,
    }),
  );
  const asm = new Assembler(CODE);
  const scope: Scope = { asm, random, regions, functions: [] };
  begin(asm, random);
  for (let count = 1 + random.below(6); count > 0; count--) blocks(scope, 0);
  if (random.below(2) === 0) print(asm, CONSTANTS, random.below(64));
  blocks(scope, 0);
  end(asm, random);
  functionBodies(scope);
  poke(LAYOUT, images, CODE, asm.bytes());
  const registers = Array.from({ length: 32 }, () => 0);
  return {
    layout: LAYOUT,
    images,
    pc: CODE,
    registers,
    nodes: [],
    anchor: new Uint8Array(32),
    limit: LIMIT,
    about,
    plain: true,
  };
}

function begin(asm: Assembler, random: Random): void {
  for (let rd = 1; rd < 31; rd++) asm.set(rd, someWord(random));
  asm.set(SP, (STACK + 0x1000) | 0);
  asm.set(KEPT, STACK | 0);
}

/** The stack page holds the registers when it is printed. */
function end(asm: Assembler, random: Random): void {
  for (let register = 1; register < 32; register++) asm.emit("sw", { rs1: KEPT, rs2: register, imm: 4 * register });
  for (const { start, size, kind } of LAYOUT) if (kind === KIND_READ_WRITE) print(asm, start, size);
  asm.set(A0, someWord(random));
  asm.set(A7, ECALL_HALT);
  asm.emit("ecall");
}

function print(asm: Assembler, address: number, length: number): void {
  asm.set(A0, 1);
  asm.set(A1, address | 0);
  asm.set(A2, length);
  asm.set(A7, ECALL_PRINT);
  asm.emit("ecall");
}
