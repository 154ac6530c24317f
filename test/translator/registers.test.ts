import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, RA, S0, SP, T0, T1, T2 } from "../../scripts/translations/guest.ts";
import { ALL, type Effect, UNKNOWN, residence } from "../../src/translator/registers.ts";
import { at, flow, numberOf } from "./flowOf.ts";

const set = (...registers: number[]): number => registers.reduce((sum, register) => sum | (1 << register), 0);

const names = (bits: number): number[] =>
  Array.from({ length: 32 }, (_, i) => i).filter((i) => ((bits >>> i) & 1) === 1);

/** Sets at the blocks that begin with these instructions. */
function sets(write: (code: Assembler) => void, effect: Effect = UNKNOWN) {
  const found = flow(write);
  const { dirty, entering, live } = residence(found, ({ end }) => (end.kind === "call" ? effect : undefined));
  return (number: number) => {
    const block = numberOf(found, at(number));
    return { dirty: names(dirty[block]!), entering: names(entering[block]!), live: names(live[block]!) };
  };
}

const ret = (code: Assembler): void => code.emit("jalr", { rs1: RA });

describe("src/translator/registers", () => {
  it("x0 is in no set", () => {
    expect(names(ALL)).to.deep.equal(Array.from({ length: 31 }, (_, i) => i + 1));
    const block = flow((code) => code.emit("add", { rs1: 0, rs2: A0 })).order[0]!;
    expect([block.reads, block.writes]).to.deep.equal([set(A0), 0]);
  });

  it("at an exit all is wanted that was written on any way there", () => {
    const at_ = sets((code) => {
      const merge = {};
      code.to(merge, "bne", { rs1: A1 });
      code.emit("addi", { rd: T0, rs1: A0, imm: 4 });
      code.place(merge);
      ret(code);
    });
    expect(at_(2)).to.deep.equal({ dirty: [T0], entering: [T0], live: [RA, T0] });
    // The way that does not write t0 brings it along.
    expect(at_(0)).to.deep.equal({ dirty: [], entering: [], live: [RA, T0, A0, A1] });
  });

  it("what is written before it is read is not wanted", () => {
    const at_ = sets((code) => {
      code.emit("addi", { rd: T0, rs1: A0 });
      code.emit("add", { rd: A0, rs1: T0, rs2: T0 });
      ret(code);
    });
    expect(at_(0).live).to.deep.equal([RA, A0]);
  });

  it("what a loop writes is wanted by who would go around again, and may have to leave", () => {
    const at_ = sets((code) => {
      const loop = {};
      code.emit("addi", { rd: T1, imm: 1 });
      code.place(loop);
      code.emit("addi", { rd: T0, rs1: A0 });
      code.to(loop, "bne", { rs1: A1, rs2: T0 });
      ret(code);
    });
    expect(at_(1)).to.deep.equal({ dirty: [T0, T1], entering: [T1], live: [RA, T1, A0, A1] });
  });

  it("in front of a loop all is wanted that any way there has written, though the loop writes it first", () => {
    const at_ = sets((code) => {
      const loop = {};
      code.to(loop, "beq", { rs1: A1 });
      code.emit("addi", { rd: S0, imm: 7 });
      code.place(loop);
      code.emit("lw", { rd: T0, rs1: A0 });
      code.emit("addi", { rd: S0, imm: 1 });
      code.to(loop, "bne", { rs1: A0, rs2: A2 });
      ret(code);
    });
    expect(at_(2).entering).to.deep.equal([S0]);
    expect(at_(2).live).to.not.include(S0);
    expect(at_(0).live).to.include(S0);
    expect(at_(1).live).to.not.include(S0);
  });

  describe("at a call", () => {
    const write = (code: Assembler): void => {
      code.emit("addi", { rd: T0, imm: 1 });
      code.emit("addi", { rd: T1, imm: 1 });
      code.emit("addi", { rd: T2, imm: 1 });
      code.emit("jal", { rd: RA, imm: 400 });
      code.emit("add", { rd: A0, rs1: A1, rs2: A2 });
      ret(code);
    };

    it("what the callee reads or changes is stored before, and behind it only the rest is dirty", () => {
      const at_ = sets(write, { uses: set(T0), changes: set(T1, A1) });
      expect(at_(4).dirty).to.deep.equal([RA, T2]);
      // a1 comes from memory behind the call, a2 was brought along.
      expect(at_(4).live).to.deep.equal([RA, T2, A1, A2]);
      expect(at_(0).live).to.deep.equal([A2]);
    });

    it("all is, where nothing is known of it", () => {
      const at_ = sets(write);
      expect(at_(4).dirty).to.deep.equal([]);
      expect(at_(0).live).to.deep.equal([]);
    });

    it("what was written on some way before it is brought along if the callee reads or changes it", () => {
      const write = (code: Assembler): void => {
        const over = {};
        code.to(over, "bne", { rs1: A1 });
        code.emit("addi", { rd: T0, imm: 1 });
        code.place(over);
        code.emit("jal", { rd: RA, imm: 400 });
        ret(code);
      };
      expect(sets(write, { uses: set(T0), changes: 0 })(0).live).to.deep.equal([T0, A1]);
      // A callee that is left at once changes nothing.
      expect(sets(write, { uses: 0, changes: set(T0) })(0).live).to.deep.equal([T0, A1]);
    });

    it("the stack pointer is kept over it, to be compared", () => {
      const at_ = sets(
        (code) => {
          code.emit("jal", { rd: RA, imm: 400 });
          code.emit("lw", { rd: A0, rs1: SP });
          ret(code);
        },
        { uses: 0, changes: set(SP, A0) },
      );
      expect(at_(0).live).to.deep.equal([SP]);
    });
  });
});
