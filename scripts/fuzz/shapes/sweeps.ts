import { KIND_CODE, KIND_INPUT, KIND_READ_ONLY, KIND_READ_WRITE, PAGE_BYTES } from "../../../src/machine/isa.ts";
import type { Layout } from "../../../src/machine/section.ts";
import type { Random } from "../../lib/random.ts";
import { someLayout } from "../layouts.ts";
import { poke, type Program } from "../program.ts";
import { plantLeaves, someWord } from "../values.ts";
import { Assembler, type Label } from "./assembler.ts";
import { someFate } from "./fates.ts";

const LIMIT = 800;

/** Registers with jobs: pointers, what some of them move by, counters of an outer and an inner loop. */
const POINTERS = [26, 27, 31];
const STRIDE = 4;
const [OUTER, COUNTER] = [28, 29];
const POOL = [5, 6, 7, 8, 9, 10, 11, 12];

const STEPS = [4, 4, 4, 8, 8, 12, 16, 64, 256, 2044, 0, -4, -4, -8, -64, -2048];
const ODD = [1, 2, 3, -1, -2];
/** Farther than an instruction can say. */
const STRIDES = [4096, 8192, -4096, -8192, 4092, 4100, 2 ** 31];
const ACCESSES = { sb: 1, sh: 2, sw: 4, lb: 1, lbu: 1, lh: 2, lhu: 2, lw: 4 } as const;
const COMPUTE = ["add", "sub", "xor", "mul", "mulhu", "div", "rem", "sltu", "sra"];
const BRANCHES = ["beq", "bne", "blt", "bge", "bltu", "bgeu"];

/**
 * Small loops that go around often, by pointers that move on: from page to page, out of a section, into one that may not be written, or
 * in place. A translator has several copies of them, and asks once for all whether they may store.
 */
export function sweeps(random: Random, about: string): Program {
  const layout = random.below(4) === 0 ? someLayout(random) : wallToWall(random);
  const images = layout.map(({ size, kind }) => {
    const image = new Uint8Array(size);
    if (kind !== KIND_CODE) plantLeaves(random, image.subarray(0, 2048));
    return image;
  });
  const code = random.pick(layout.filter(({ kind }) => kind === KIND_CODE));
  const pc = (code.start + random.pick([0, 0, 0, code.size - 256])) >>> 0;
  const asm = new Assembler(pc);
  for (let count = 1 + random.below(3); count > 0; count--) sweep(asm, random, layout);
  someFate(asm, random, layout);
  poke(layout, images, pc, asm.bytes());
  const registers = Array.from({ length: 32 }, (_, i) => (i === 0 ? 0 : someWord(random)));
  return { layout, images, pc, registers, nodes: [], anchor: new Uint8Array(32), limit: LIMIT, about, plain: false };
}

/** A section of each kind without a gap, in any order, the last one of them at the end of all addresses perhaps. */
function wallToWall(random: Random): Layout {
  const kinds = [KIND_CODE, KIND_READ_ONLY, KIND_READ_WRITE, KIND_INPUT, KIND_READ_WRITE].slice(0, 3 + random.below(3));
  const order = kinds
    .map((kind) => ({ kind, key: random.below(2 ** 32), pages: random.pick([1, 1, 2, 3]) }))
    .toSorted((a, b) => (random.below(2) === 0 ? a.key - b.key : 0));
  const pages = order.reduce((sum, section) => sum + section.pages, 0);
  let page = random.pick([0, 0x10, 0x10, 0x10, 0x8_0000 - 3, 2 ** 20 - pages]);
  return order.map(({ kind, pages: own }) => {
    const start = page * PAGE_BYTES;
    page += own;
    return { start, size: own * PAGE_BYTES, kind };
  });
}

function sweep(asm: Assembler, random: Random, layout: Layout): void {
  const pointers = POINTERS.slice(0, 1 + random.below(POINTERS.length));
  const aim = (pointer: number): void => asm.set(pointer, place(random, layout) | 0);
  pointers.forEach(aim);
  asm.set(STRIDE, random.pick(STRIDES) | 0);
  const [outer, again, middle]: Label[] = [{}, {}, {}];
  const rounds = random.below(3);
  asm.emit("addi", { rd: OUTER, imm: rounds });
  asm.place(outer!);
  asm.emit("addi", { rd: COUNTER, imm: 1 + random.below(random.pick([6, 40, 100])) });
  if (rounds > 0 && random.below(2) === 0) aim(pointers[0]!);
  if (random.below(4) === 0) asm.to(middle!, random.pick(["jal", "beq"]), { rs1: 0, rs2: 0 });
  asm.place(again!);
  const [before, behind] = [random.below(4), random.below(4)];
  for (let i = 0; i < before; i++) act(asm, random, pointers);
  asm.place(middle!);
  for (let i = 0; i < behind; i++) act(asm, random, pointers);
  for (const pointer of pointers) move(asm, random, pointer);
  asm.emit("addi", { rd: COUNTER, rs1: COUNTER, imm: -1 });
  asm.to(again!, "bne", { rs1: 0, rs2: COUNTER });
  asm.emit("addi", { rd: OUTER, rs1: OUTER, imm: -1 });
  asm.to(outer!, "blt", { rs1: 0, rs2: OUTER });
}

/** Where a section begins or ends, more or less, most of them such as can be written. */
function place(random: Random, layout: Layout): number {
  const writable = layout.filter(({ kind }) => kind === KIND_READ_WRITE);
  const { start, size } = random.pick(random.below(6) === 0 ? layout : writable);
  const edge = random.pick([start, start + size, start + (size >>> 1), start + PAGE_BYTES]);
  return edge + (rarely(random) ? random.pick(ODD) : random.pick([0, 0, 4, 8, -4, -16, -64, -128, -256, 64]));
}

function act(asm: Assembler, random: Random, pointers: readonly number[]): void {
  const over: Label = {};
  const isSkipped = random.below(4) === 0;
  if (isSkipped) asm.to(over, random.pick(BRANCHES), { rs1: random.pick([...POOL, COUNTER]), rs2: random.pick(POOL) });
  const [rd, rs1, rs2] = [random.pick(POOL), random.pick(POOL), random.pick([...POOL, COUNTER])];
  if (random.below(3) === 0) asm.emit(random.pick(COMPUTE), { rd, rs1, rs2 });
  else {
    const [name, width] = random.pick(Object.entries(ACCESSES));
    const imm = random.pick([0, 0, 0, 4, 8, -4, 32, 2044, -2048]);
    asm.emit(name, { rd, rs1: random.pick(pointers), rs2, imm: (imm & -width) + (rarely(random) ? 1 : 0) });
  }
  asm.place(over);
}

function move(asm: Assembler, random: Random, pointer: number): void {
  if (random.below(6) === 0) asm.emit("add", { rd: pointer, rs1: pointer, rs2: STRIDE });
  else asm.emit("addi", { rd: pointer, rs1: pointer, imm: random.pick(rarely(random) ? ODD : STEPS) });
}

const rarely = (random: Random): boolean => random.below(24) === 0;
