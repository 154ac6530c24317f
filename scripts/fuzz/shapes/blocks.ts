import { INSTRUCTIONS } from "../../../src/machine/isa.ts";
import type { Random } from "../../lib/random.ts";
import { someWord } from "../values.ts";
import type { Assembler, Label } from "./assembler.ts";

/** A range of memory that a block may touch. */
export type Region = { readonly start: number; readonly size: number; readonly writable: boolean };

/** What blocks share. Registers have jobs, so that a block does not pull the rug from under another. */
export type Scope = {
  readonly asm: Assembler;
  readonly random: Random;
  readonly regions: readonly Region[];
  /** Called functions whose bodies are still to be written, with how deep they lie. */
  readonly functions: { readonly label: Label; readonly depth: number }[];
};

export const [RA, SP] = [1, 2];
/** Loop counters, by depth. */
const COUNTERS = [28, 29, 30];
/** Address registers. */
const [BASE, INDEX] = [26, 27];
/** What blocks compute with. */
const POOL = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25];
export const DEEPEST = 2;
const STACK_BYTES = 64;

const MOVES = /^(l[bhw]u?|s[bhw])$/;
const ARITHMETIC = INSTRUCTIONS.filter(
  ({ name, format }) =>
    (format === "R" || format === "U" || format === "I") && !/^(jalr|ecall|ebreak|fence)$/.test(name),
).filter(({ name }) => !MOVES.test(name));
const LOADS = { lb: 1, lbu: 1, lh: 2, lhu: 2, lw: 4 } as const;
const STORES = { sb: 1, sh: 2, sw: 4 } as const;
const BRANCHES = ["beq", "bne", "blt", "bge", "bltu", "bgeu"];

/** A few blocks of any kind; at `depth` 0 with calls and loops in them. */
export function blocks(scope: Scope, depth: number): void {
  const { random } = scope;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const deep = depth < DEEPEST ? [loop, call, skip, spill] : [skip];
    random.pick([arithmetic, arithmetic, traffic, traffic, indexed, computedJump, ...deep])(scope, depth);
  }
}

function arithmetic({ asm, random }: Scope): void {
  for (let count = 2 + random.below(8); count > 0; count--) {
    if (random.below(6) === 0) asm.set(random.pick(POOL), someWord(random));
    if (random.below(24) === 0) asm.emit("fence", { imm: random.below(256) });
    const { name } = random.pick(ARITHMETIC);
    const rd = random.below(16) === 0 ? 0 : random.pick(POOL);
    asm.emit(name, { rd, rs1: operand(random), rs2: operand(random), imm: random.below(2 ** 32) });
  }
}

const operand = (random: Random): number => (random.below(8) === 0 ? 0 : random.pick(POOL));

/** Loads and stores around one address. */
function traffic({ asm, random, regions }: Scope): void {
  const region = random.pick(regions);
  const middle = random.below(region.size) & ~63;
  asm.set(BASE, (region.start + middle) | 0);
  for (let count = 1 + random.below(6); count > 0; count--) {
    const stores = region.writable && random.below(2) === 0;
    const [name, width] = random.pick(Object.entries(stores ? STORES : LOADS));
    const imm = random.below(64) & -width;
    asm.emit(name, { rd: random.pick(POOL), rs1: BASE, rs2: operand(random), imm });
  }
}

/** An access where a computed number says. */
function indexed({ asm, random, regions }: Scope): void {
  const region = random.pick(regions);
  asm.set(BASE, region.start);
  asm.emit("andi", { rd: INDEX, rs1: random.pick(POOL), imm: 0x7fc });
  asm.emit("add", { rd: BASE, rs1: BASE, rs2: INDEX });
  asm.emit("lw", { rd: random.pick(POOL), rs1: BASE });
  if (region.writable) asm.emit("sw", { rs1: BASE, rs2: random.pick(POOL), imm: 4 * random.below(16) });
}

/** Over a few words, through a register. */
function computedJump({ asm, random }: Scope): void {
  const skipped = random.below(3);
  asm.emit("auipc", { rd: BASE, imm: 0 });
  asm.emit("jalr", { rd: random.pick([0, INDEX]), rs1: BASE, imm: 8 + 4 * skipped + random.below(2) });
  for (let i = 0; i < skipped; i++) asm.emit("xori", { rd: random.pick(POOL), rs1: random.pick(POOL), imm: -1 });
}

function skip(scope: Scope, depth: number): void {
  const { asm, random } = scope;
  const over: Label = {};
  asm.to(over, random.pick(BRANCHES), { rs1: operand(random), rs2: operand(random) });
  if (depth < DEEPEST) blocks(scope, DEEPEST);
  else arithmetic(scope);
  asm.place(over);
}

function loop(scope: Scope, depth: number): void {
  const { asm, random } = scope;
  const counter = COUNTERS[depth];
  asm.emit("addi", { rd: counter, imm: 1 + random.below(5) });
  const again: Label = {};
  asm.place(again);
  blocks(scope, depth + 1);
  asm.emit("addi", { rd: counter, rs1: counter, imm: -1 });
  asm.to(again, random.pick(["bne", "blt"]), { rs1: 0, rs2: counter });
}

/** Registers onto the stack and back into others. */
function spill({ asm, random }: Scope): void {
  asm.emit("addi", { rd: SP, rs1: SP, imm: -STACK_BYTES });
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) asm.emit("sw", { rs1: SP, rs2: random.pick(POOL), imm: 4 * i });
  for (let i = 0; i < count; i++) asm.emit("lw", { rd: random.pick(POOL), rs1: SP, imm: 4 * (count - 1 - i) });
  asm.emit("addi", { rd: SP, rs1: SP, imm: STACK_BYTES });
}

function call({ asm, functions }: Scope, depth: number): void {
  const label: Label = {};
  functions.push({ label, depth: depth + 1 });
  asm.to(label, "jal", { rd: RA });
}

/** The bodies of all functions called so far, and of those that they call. */
export function functionBodies(scope: Scope): void {
  const { asm, functions } = scope;
  for (let next = functions.shift(); next !== undefined; next = functions.shift()) {
    asm.place(next.label);
    asm.emit("addi", { rd: SP, rs1: SP, imm: -16 });
    asm.emit("sw", { rs1: SP, rs2: RA });
    blocks(scope, next.depth);
    asm.emit("lw", { rd: RA, rs1: SP });
    asm.emit("addi", { rd: SP, rs1: SP, imm: 16 });
    asm.emit("jalr", { rd: 0, rs1: RA });
  }
}
