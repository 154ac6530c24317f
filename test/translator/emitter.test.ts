import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, RA, T0, T1, guest } from "../../scripts/translations/guest.ts";
import { agree, Pair } from "./agree.ts";

const BRANCHES = ["beq", "bne", "blt", "bge", "bltu", "bgeu"];
const WORDS = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];

/** Branches of a0 and a1 in each of the shapes that control flow makes of them. */
const SHAPES: Readonly<Record<string, (code: Assembler, name: string, rs2: number) => void>> = {
  "over an instruction"(code, name, rs2) {
    const over = {};
    code.to(over, name, { rs1: A0, rs2 });
    code.emit("addi", { rd: T0, imm: 1 });
    code.place(over);
    code.emit("addi", { rd: T1, imm: 2 });
  },
  "out of the way, where others go on behind it"(code, name, rs2) {
    const [merge, away] = [{}, {}];
    code.to(merge, "bne", { rs1: A2 });
    code.to(away, name, { rs1: A0, rs2 });
    code.place(merge);
    code.emit("addi", { rd: T0, imm: 1 });
    code.emit("jalr", { rs1: RA });
    code.place(away);
    code.emit("addi", { rd: T1, imm: 2 });
    code.emit("jalr", { rs1: RA });
  },
  "to one of two ways"(code, name, rs2) {
    const [other, merge] = [{}, {}];
    code.to(other, name, { rs1: A0, rs2 });
    code.emit("addi", { rd: T0, imm: 1 });
    code.to(merge, "jal");
    code.place(other);
    code.emit("addi", { rd: T0, imm: 2 });
    code.place(merge);
    code.emit("addi", { rd: T1, rs1: T0, imm: 2 });
  },
  "around a loop"(code, name, rs2) {
    const loop = {};
    code.place(loop);
    code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
    code.emit("addi", { rd: A3, rs1: A3, imm: -1 });
    code.emit("beq", { rs1: A3, imm: 8 });
    code.to(loop, name, { rs1: A0, rs2 });
    code.emit("addi", { rd: T0, imm: 1 });
  },
};

describe("src/translator/emitter", () => {
  for (const [shape, write] of Object.entries(SHAPES)) {
    it(`branches ${shape}, on every condition`, () => {
      for (const name of BRANCHES) {
        for (const rs2 of [A1, 0]) {
          const program = guest(
            (code) => {
              write(code, name, rs2);
              code.emit("ecall");
            },
            { limit: 100, registers: { [RA]: 2 } },
          );
          const pair = new Pair(program);
          for (const a of WORDS) {
            for (const b of rs2 === 0 ? [0] : WORDS) {
              for (const steps of [2, 4, 100]) {
                pair.begin({ [A0]: a, [A1]: b, [A2]: 0, [A3]: 5 });
                pair.run(steps, `${name} ${a} ${b}`);
              }
            }
          }
        }
      }
    });
  }

  it("a way through many blocks is stopped at each of its steps", () => {
    const program = guest(
      (code) => {
        const [loop, long, out] = [{}, {}, {}];
        code.place(loop);
        code.to(long, "beq", { rs1: A0 });
        code.emit("addi", { rd: A1, rs1: A1, imm: 1 });
        code.to(out, "jal");
        code.place(long);
        for (let i = 0; i < 9; i++) {
          code.emit("addi", { rd: T0, rs1: T0, imm: i });
          code.emit("beq", { rs1: A1, imm: 8 });
          code.emit("add", { rd: T1, rs1: T1, rs2: T0 });
        }
        code.place(out);
        code.emit("xori", { rd: A0, rs1: A0, imm: 1 });
        code.emit("addi", { rd: A3, rs1: A3, imm: -1 });
        code.to(loop, "bne", { rs1: A3 });
        code.emit("ecall");
      },
      { limit: 1000, registers: { [A0]: 0, [A1]: 1, [A3]: 6 } },
    );
    const { machine, translator } = agree(program);
    expect(machine.state.registers[A3]).to.equal(0);
    expect(translator.counts.calls).to.be.above(100);
  });
});
