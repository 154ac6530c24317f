import { expect } from "chai";
import { describe, it } from "mocha";
import { newMachine } from "../../scripts/fuzz/program.ts";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { Random } from "../../scripts/lib/random.ts";
import { A0, A1, A2, ENTRY, RA, SP, T0, T1, T2, guest } from "../../scripts/translations/guest.ts";
import { instructionAt } from "../../src/translator/instruction.ts";
import { FlowValues, KNOWN, type Modulus, Values } from "../../src/translator/values.ts";
import { at, flow, numberOf } from "./flowOf.ts";

const SEED = 77;
const FRESH = 1000;
const OPERATIONS = [
  "add",
  "sub",
  "sll",
  "xor",
  "or",
  "and",
  "mul",
  "addi",
  "xori",
  "ori",
  "andi",
  "slli",
  "srli",
  "lui",
  "auipc",
];

/** What registers hold behind a few instructions, each register being its own root before. */
function behind(write: (code: Assembler) => void, modulus: Modulus): (register: number) => readonly [number, number] {
  const { live } = newMachine(guest(write));
  const values = new Values(modulus);
  for (let register = 1; register < 32; register++) values.set(register, register, 0);
  for (let i = 0; live.words[live.read(at(i)) / 4] !== 0; i++) values.follow(instructionAt(live, at(i))!, FRESH + i);
  return (register) => [values.roots[register]!, values.offsets[register]!];
}

describe(`src/translator/values (seed ${SEED})`, () => {
  it("exact offsets follow sums with what is known", () => {
    const value = behind((code) => {
      code.emit("addi", { rd: T0, rs1: A0, imm: -20 });
      code.emit("lui", { rd: T1, imm: 0x8000_0000 });
      code.emit("add", { rd: T2, rs1: T1, rs2: T0 });
      code.emit("sub", { rd: A1, rs1: T0, rs2: T1 });
      code.emit("sub", { rd: A2, rs1: T1, rs2: T0 });
      code.emit("auipc", { rd: RA, imm: 0x1000 });
      code.emit("andi", { rd: SP, rs1: A0, imm: -4 });
    }, "exact");
    expect([T0, T1, T2, A1, A2, RA, SP].map(value)).to.deep.equal([
      [A0, -20],
      [KNOWN, -(2 ** 31)],
      [A0, -(2 ** 31) - 20 + 2 ** 32],
      [A0, 2 ** 31 - 20],
      [FRESH + 4, 0],
      [KNOWN, at(5) + 0x1000],
      [FRESH + 6, 0],
    ]);
  });

  it("modulo 4, multiples of 4 are known, and what leaves the low bits alone keeps its root", () => {
    const value = behind((code) => {
      code.emit("slli", { rd: T0, rs1: A0, imm: 2 });
      code.emit("andi", { rd: T1, rs1: A0, imm: -4 });
      code.emit("andi", { rd: T2, rs1: A0, imm: 7 });
      code.emit("ori", { rd: A1, rs1: A0, imm: 8 });
      code.emit("slli", { rd: A2, rs1: A0, imm: 1 });
      code.emit("xori", { rd: RA, rs1: A0, imm: 2 });
      code.emit("addi", { rd: SP, rs1: A0, imm: 7 });
    }, 4);
    expect([T0, T1, T2, A1, A2, RA, SP].map(value)).to.deep.equal([
      [KNOWN, 0],
      [KNOWN, 0],
      [A0, 0],
      [A0, 0],
      [FRESH + 4, 0],
      [FRESH + 5, 0],
      [A0, 3],
    ]);
  });

  for (const modulus of ["exact", 4] as const) {
    it(`what is claimed ${modulus === 4 ? "modulo 4" : "exactly"} holds when it is run`, () => {
      const random = new Random(SEED);
      for (let round = 0; round < 30; round++) {
        const seed = random.below(2 ** 32);
        const write = (code: Assembler): void => {
          const own = new Random(seed);
          const register = (): number => own.pick([0, T0, T1, A0, A1]);
          for (let i = 0; i < 12; i++) {
            const name = own.pick(OPERATIONS);
            const isUpper = name === "lui" || name === "auipc";
            const imm = name.endsWith("li") ? own.below(32) : isUpper ? own.below(2 ** 20) * 4096 : own.below(17) - 8;
            code.emit(name, { rd: register(), rs1: register(), rs2: register(), imm });
          }
        };
        const program = guest(write);
        const { live, state } = newMachine(program);
        const values = new Values(modulus);
        const machine = newMachine(program);
        machine.run(1);
        /** What each root stands for. */
        const roots = new Map([[KNOWN, 0]]);
        for (let register = 1; register < 32; register++) {
          values.set(register, register, 0);
          roots.set(register, state.registers[register]!);
        }
        for (let i = 0; i < 12; i++) {
          const instruction = instructionAt(live, ENTRY + 4 * i)!;
          values.follow(instruction, FRESH + i);
          machine.run(1);
          roots.set(FRESH + i, machine.state.registers[instruction.rd & 31]!);
          for (let one = 0; one < 32; one++) {
            const claimed = roots.get(values.roots[one]!)! + values.offsets[one]!;
            const differs = (claimed - machine.state.registers[one]!) & (modulus === 4 ? 3 : -1);
            expect(differs, `program ${seed}, instruction ${i}, x${one}`).to.equal(0);
          }
        }
      }
    });
  }

  describe("through the blocks of a function", () => {
    const values = (write: (code: Assembler) => void, modulus: Modulus, changes = 0) => {
      const found = flow(write);
      const all = new FlowValues(found, modulus, ({ end }) => (end.kind === "call" ? changes : 0));
      return (number: number, register: number): { root: number; offset: number; isOwn: boolean } => {
        const block = numberOf(found, at(number));
        const one = new Values(modulus);
        all.load(block, one);
        const root = one.roots[register]!;
        return { root, offset: one.offsets[register]!, isOwn: all.isOwn(block, root) };
      };
    };

    it("where ways meet a value is what they agree about, or one of its own", () => {
      const value = values((code) => {
        const [other, merge] = [{}, {}];
        code.to(other, "bne", { rs1: A1 });
        code.emit("addi", { rd: T0, rs1: A0, imm: 4 });
        code.emit("addi", { rd: T1, rs1: A0, imm: 8 });
        code.to(merge, "jal");
        code.place(other);
        code.emit("addi", { rd: T0, rs1: A0, imm: 4 });
        code.emit("addi", { rd: T1, rs1: A0, imm: 12 });
        code.place(merge);
        code.emit("jalr", { rs1: RA });
      }, "exact");
      expect(value(6, T0)).to.deep.equal({ root: A0, offset: 4, isOwn: false });
      expect(value(6, T1)).to.include({ offset: 0, isOwn: true });
    });

    const walk = (step: number) => (code: Assembler) => {
      const loop = {};
      code.emit("addi", { rd: T0, rs1: A0 });
      code.place(loop);
      code.emit("addi", { rd: T0, rs1: T0, imm: step });
      code.to(loop, "bne", { rs1: T0, rs2: A1 });
      code.emit("jalr", { rs1: RA });
    };

    it("a pointer that a loop advances is another each time, but modulo 4 it stays if it goes by words", () => {
      expect(values(walk(4), "exact")(1, T0)).to.include({ offset: 0, isOwn: true });
      expect(values(walk(4), 4)(1, T0)).to.deep.equal({ root: A0, offset: 0, isOwn: false });
      expect(values(walk(2), 4)(1, T0)).to.include({ isOwn: true });
      expect(values(walk(4), "exact")(1, A0)).to.deep.equal({ root: A0, offset: 0, isOwn: false });
    });

    it("behind a call there is something else in what it changes, but for the stack pointer", () => {
      const value = values(
        (code) => {
          code.emit("addi", { rd: T1, rs1: T0, imm: 4 });
          code.emit("jal", { rd: RA, imm: 40 });
          code.emit("jalr", { rs1: T2 });
        },
        "exact",
        (1 << T0) | (1 << SP),
      );
      expect(value(2, T0).root).to.be.above(31);
      expect(value(2, SP)).to.include({ root: SP, offset: 0 });
      expect(value(2, T1)).to.include({ root: T0, offset: 4 });
      expect(value(2, RA)).to.include({ root: KNOWN, offset: at(2) });
    });

    it("settles where loops pass values on in circles", () => {
      const value = values((code) => {
        const loop = {};
        code.place(loop);
        for (let register = 10; register < 31; register++)
          code.emit("addi", { rd: register, rs1: register + 1, imm: 1 });
        code.to(loop, "bne", { rs1: T0 });
        code.emit("jalr", { rs1: RA });
      }, 4);
      for (let register = 10; register < 31; register++)
        expect(value(0, register).isOwn, String(register)).to.equal(true);
      expect(value(0, 31)).to.deep.equal({ root: 31, offset: 0, isOwn: false });
    });
  });
});
