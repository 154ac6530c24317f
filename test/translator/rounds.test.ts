import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, A4, S0, T0, guest } from "../../scripts/translations/guest.ts";
import { loopsOf } from "../../src/translator/loops.ts";
import { roundsOf } from "../../src/translator/rounds.ts";
import { FlowValues, type Known, NOTHING } from "../../src/translator/values.ts";
import { agree } from "./agree.ts";
import { flow } from "./flowOf.ts";

/** Rounds of the loops of what is written, outer ones first. */
function rounds(write: (code: Assembler) => void, known: Known = NOTHING): (number | undefined)[] {
  const found = flow(write);
  const values = new FlowValues(found, "exact", () => 0, known);
  return [...loopsOf(found)].map(([header, loop]) => roundsOf(found, values, header, loop));
}

type Shape = { readonly from?: number; readonly to: number; readonly step: number; readonly register?: number };

/** A0 goes from one offset to a register to another, and the loop is left behind a test of it. */
const counted =
  ({ from = 0, to, step, register = S0 }: Shape, body: (code: Assembler) => void = () => undefined) =>
  (code: Assembler): void => {
    const again = {};
    code.emit("addi", { rd: A0, rs1: register, imm: from });
    code.emit("addi", { rd: A1, rs1: register, imm: to });
    code.place(again);
    body(code);
    code.emit("addi", { rd: A0, rs1: A0, imm: step });
    code.to(again, "bne", { rs1: A0, rs2: A1 });
    code.emit("ecall");
  };

describe("src/translator/rounds", () => {
  it("from where it begins to a constant away, up or down, by a register or by numbers", () => {
    expect(rounds(counted({ to: 40, step: 8 }))).to.deep.equal([5]);
    expect(rounds(counted({ from: 4, to: -8, step: -4 }))).to.deep.equal([3]);
    expect(rounds(counted({ from: 10, to: 0, step: -1, register: 0 }))).to.deep.equal([10]);
    expect(rounds(counted({ to: 8, step: 8 }))).to.deep.equal([1]);
  });

  it("not where it would go past the end, or the other way, or goes nowhere", () => {
    expect(rounds(counted({ to: 41, step: 8 }))).to.deep.equal([undefined]);
    expect(rounds(counted({ to: -8, step: 8 }))).to.deep.equal([undefined]);
    expect(rounds(counted({ to: 8, step: 0 }))).to.deep.equal([undefined]);
  });

  it("the test may come before the step, and be of another register", () => {
    const before = rounds((code) => {
      const again = {};
      code.emit("addi", { rd: A0 });
      code.emit("addi", { rd: A1, imm: 6 });
      code.place(again);
      code.emit("addi", { rd: T0, rs1: A0 });
      code.emit("addi", { rd: A0, rs1: A0, imm: 2 });
      code.to(again, "bne", { rs1: A1, rs2: T0 });
      code.emit("ecall");
    });
    expect(before).to.deep.equal([4]);
  });

  it("not where there is another way out, or what it is compared with changes", () => {
    const leaves = counted({ to: 40, step: 8 }, (code) => {
      const over = {};
      code.to(over, "beq", { rs1: A2, rs2: A0 });
      code.emit("addi", { rd: A2, rs1: A2, imm: 1 });
      code.place(over);
    });
    expect(rounds(leaves), "two ways within are one loop").to.deep.equal([5]);
    const twoExits = rounds((code) => {
      const [again, out] = [{}, {}];
      code.emit("addi", { rd: A1, rs1: A0, imm: 40 });
      code.place(again);
      code.to(out, "beq", { rs1: A2, rs2: A0 });
      code.emit("addi", { rd: A0, rs1: A0, imm: 8 });
      code.to(again, "bne", { rs1: A0, rs2: A1 });
      code.place(out);
      code.emit("ecall");
    });
    expect(twoExits).to.deep.equal([undefined]);
    expect(rounds(counted({ to: 40, step: 8 }, (code) => code.emit("lw", { rd: A1, rs1: A1 })))).to.deep.equal([
      undefined,
    ]);
    expect(
      rounds(counted({ to: 40, step: 8 }, (code) => code.emit("addi", { rd: A1, rs1: A1, imm: 8 }))),
    ).to.deep.equal([undefined]);
  });

  it("not where it is entered with one value or another", () => {
    const found = rounds((code) => {
      const [again, over] = [{}, {}];
      code.emit("addi", { rd: A0 });
      code.to(over, "beq", { rs1: A2 });
      code.emit("addi", { rd: A0, imm: 8 });
      code.place(over);
      code.emit("addi", { rd: A1, imm: 40 });
      code.place(again);
      code.emit("addi", { rd: A0, rs1: A0, imm: 8 });
      code.to(again, "bne", { rs1: A0, rs2: A1 });
      code.emit("ecall");
    });
    expect(found).to.deep.equal([undefined]);
  });

  it("in a loop again, whose own rounds are not known", () => {
    const found = rounds((code) => {
      const [outer, inner] = [{}, {}];
      code.place(outer);
      code.emit("addi", { rd: A0, rs1: A3 });
      code.emit("addi", { rd: A1, rs1: A3, imm: 20 });
      code.place(inner);
      code.emit("addi", { rd: A0, rs1: A0, imm: 4 });
      code.to(inner, "bne", { rs1: A0, rs2: A1 });
      code.emit("addi", { rd: A3, rs1: A3, imm: 20 });
      code.to(outer, "bne", { rs1: A3, rs2: A4 });
      code.emit("ecall");
    });
    expect(found).to.deep.equal([undefined, 5]);
  });

  it("of a function that is the loop, if what it is entered with is known", () => {
    const loop = (code: Assembler): void => {
      const again = {};
      code.place(again);
      code.emit("addi", { rd: A0, rs1: A0, imm: 4 });
      code.to(again, "bne", { rs1: A0, rs2: A1 });
      code.emit("ecall");
    };
    const values = new Int32Array(32);
    [values[A0], values[A1]] = [-8, 16];
    expect(rounds(loop)).to.deep.equal([undefined]);
    expect(rounds(loop, { registers: (1 << A0) | (1 << A1), values })).to.deep.equal([6]);
  });

  it("what is stored in them, over two pages and with too few steps left, is marked where it was stored", () => {
    for (const step of [4, -4, 12, 512]) {
      const rounds = 10;
      agree(
        guest(
          (code) => {
            const again = {};
            code.emit("addi", { rd: A1, rs1: A0, imm: 0 });
            code.emit("addi", { rd: A2, imm: step < 0 ? -2047 : 2047 });
            code.emit("addi", { rd: T0 });
            code.emit("addi", { rd: S0, imm: rounds });
            code.place(again);
            code.emit("sw", { rs1: A1, rs2: A2 });
            code.emit("sh", { rs1: A1, rs2: T0, imm: 2 });
            code.emit("addi", { rd: A1, rs1: A1, imm: step });
            code.emit("addi", { rd: T0, rs1: T0, imm: 1 });
            code.to(again, "bne", { rs1: T0, rs2: S0 });
          },
          { registers: ({ data }) => ({ [A0]: data + 4096 - 2 * step }) },
        ),
      );
    }
  });

  it("one that faults in its last round, or whose pointer is not aligned, has left what was before", () => {
    for (const offset of [-16, -14, -12, -15]) {
      agree(
        guest((code, { input }) => {
          const again = {};
          code.emit("addi", { rd: T0 });
          code.emit("addi", { rd: S0, imm: 5 });
          code.emit("lui", { rd: A1, imm: (input >>> 12) << 12 });
          code.emit("addi", { rd: A1, rs1: A1, imm: offset });
          code.place(again);
          code.emit("sw", { rs1: A1, rs2: T0 });
          code.emit("addi", { rd: A1, rs1: A1, imm: 4 });
          code.emit("addi", { rd: T0, rs1: T0, imm: 1 });
          code.to(again, "bne", { rs1: T0, rs2: S0 });
        }),
      );
    }
  });
});
