import { A0, A7, ECALL_HALT, KIND_READ_WRITE } from "../../../src/machine/isa.ts";
import type { Layout } from "../../../src/machine/section.ts";
import type { Random } from "../../lib/random.ts";
import { someAddress, someWord } from "../values.ts";
import type { Assembler } from "./assembler.ts";

const TARGET = 26;
const WORD = 27;

/** How a structured program ends: each way to halt, to trap, or not to end at all. */
export function someFate(asm: Assembler, random: Random, layout: Layout): void {
  random.pick([halt, halt, forEver, jumpToEdge, jumpToEdge, badWord, badAccess, unknownEcall])(asm, random, layout);
}

function halt(asm: Assembler, random: Random): void {
  asm.set(A0, someWord(random));
  asm.set(A7, ECALL_HALT);
  asm.emit("ecall");
}

function forEver(asm: Assembler): void {
  asm.emit("addi", { rd: 5, rs1: 5, imm: 1 });
  asm.emit("jal", { imm: -4 });
}

/** Around the edges of sections: the last instruction, the first one behind it, half an instruction, nowhere. */
function jumpToEdge(asm: Assembler, random: Random, layout: Layout): void {
  const { start, size } = random.pick(layout);
  const target = random.pick([start, start - 4, start + size - 4, start + size, start + size - 2, start + 2]);
  asm.set(TARGET, target | 0);
  asm.emit("jalr", { rd: random.pick([0, 1, TARGET]), rs1: TARGET, imm: random.pick([0, 1, -4, 4]) });
}

function badWord(asm: Assembler, random: Random): void {
  asm.words.push(
    random.pick([0, 0xffff_ffff, 0x0000_100f, 0x3052_9073, 0x0010_0073, 0x0000_00f3, random.below(2 ** 32)]),
  );
}

/** Misaligned, outside, or a store where none may be; often more than one of these at once. */
function badAccess(asm: Assembler, random: Random, layout: Layout): void {
  const locked = layout.filter(({ kind }) => kind !== KIND_READ_WRITE);
  const { start, size } = random.pick(locked);
  const address = random.pick([start, start + size - 1, start - 1, start + 2, someAddress(random, layout)]);
  asm.set(TARGET, address | 0);
  asm.emit(random.pick(["sb", "sh", "sw", "lh", "lw", "lhu"]), {
    rd: WORD,
    rs1: TARGET,
    rs2: WORD,
    imm: random.below(4),
  });
}

function unknownEcall(asm: Assembler, random: Random): void {
  asm.set(A7, random.pick([0, 1, 63, 65, 92, 94, 1000, 1007, -1, someWord(random)]));
  asm.emit("ecall");
}
