import { expect } from "chai";
import { describe, it } from "mocha";
import { newMachine } from "../../scripts/fuzz/program.ts";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, CODE, ENTRY, RA, S0, S1, T0, T1, guest } from "../../scripts/translations/guest.ts";
import { translate } from "../../src/translator/translate.ts";
import { agree } from "./agree.ts";
import { at } from "./flowOf.ts";

const TABLE = { start: CODE - 4, entries: 1025 };

/** The functions at these instructions, and what they call. */
function entriesOf(write: (code: Assembler) => void, ...entries: readonly number[]): number[] {
  const { live } = newMachine(guest(write));
  const place = { home: live.arrangement.home, isWhole: true, skipped: 0 };
  const made = translate(
    live,
    entries.map((number) => ({ pc: at(number) })),
    20_000,
    new Map(),
    place,
    TABLE,
  );
  return made.functions.map(({ entry }) => (entry - ENTRY) / 4);
}

describe("src/translator/translate", () => {
  it("a module has the functions that are asked for and those that they call, each once", () => {
    const write = (code: Assembler): void => {
      code.emit("jal", { rd: RA, imm: 16 });
      code.emit("jal", { rd: RA, imm: 12 });
      code.emit("jalr", { rs1: RA });
      code.emit("addi");
      code.emit("jal", { rd: T0, imm: 8 });
      code.emit("jalr", { rs1: RA });
      code.emit("jal", { rd: RA, imm: -24 });
      code.emit("jalr", { rs1: RA });
    };
    expect(entriesOf(write, 0)).to.deep.equal([0, 4, 6]);
    expect(entriesOf(write, 4)).to.deep.equal([4, 6, 0]);
    expect(entriesOf(write, 5, 5)).to.deep.equal([5]);
  });

  it("registers that a callee's callee reads and changes are seen to", () => {
    for (const isRecursive of [false, true]) {
      agree(
        guest(
          (code) => {
            const [loop, outer, inner] = [{}, {}, {}];
            code.place(loop);
            code.emit("addi", { rd: S0, rs1: S0, imm: 5 });
            code.emit("addi", { rd: S1, rs1: S0, imm: 1 });
            code.to(outer, "jal", { rd: RA });
            code.emit("add", { rd: A1, rs1: S0, rs2: S1 });
            code.emit("addi", { rd: A0, rs1: A0, imm: -1 });
            code.to(loop, "bne", { rs1: A0 });
            code.emit("ecall");
            code.place(outer);
            code.emit("addi", { rd: T1, rs1: RA });
            code.to(inner, "jal", { rd: RA });
            code.emit("jalr", { rs1: T1 });
            code.place(inner);
            code.emit("add", { rd: S0, rs1: S1, rs2: S1 });
            if (isRecursive) {
              code.emit("addi", { rd: T0, rs1: T0, imm: -1 });
              code.emit("bge", { rs1: 0, rs2: T0, imm: 8 });
              code.to(outer, "jal");
            }
            code.emit("jalr", { rs1: RA });
          },
          { registers: { [A0]: 4, [T0]: 3 }, limit: 2000 },
        ),
      );
    }
  });
});
