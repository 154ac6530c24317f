import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, A4, RA, guest } from "../../scripts/translations/guest.ts";
import type { Flow } from "../../src/translator/flow.ts";
import { unrolled as unrolledBy } from "../../src/translator/unroll.ts";
import { NOTHING } from "../../src/translator/values.ts";
import { agree } from "./agree.ts";
import { at, flow } from "./flowOf.ts";

const unrolled = (found: Flow): Flow => unrolledBy(found, () => 0, NOTHING);

/** How often each instruction that begins a block is there. */
const times = ({ order }: Flow): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { pc } of order) counts[(pc - at(0)) / 4] = (counts[(pc - at(0)) / 4] ?? 0) + 1;
  return counts;
};

/** Adds up from A1 to A0 in a loop of `length` instructions and one more way on if `skips`. */
const loop =
  (length: number, skips = false) =>
  (code: Assembler) => {
    const [again, over] = [{}, {}];
    code.place(again);
    if (skips) code.to(over, "beq", { rs1: A3, rs2: A1 });
    for (let i = 0; i < length - 2; i++) code.emit("add", { rd: A0, rs1: A0, rs2: A1 });
    code.place(over);
    code.emit("addi", { rd: A1, rs1: A1, imm: -1 });
    code.to(again, "bne", { rs1: A1 });
    code.emit("ecall");
  };

describe("src/translator/unroll", () => {
  it("a small loop is there four times, each leading to the next, the last to the first", () => {
    const found = unrolled(flow(loop(3)));
    expect(times(found)).to.deep.equal({ 0: 4, 3: 1, 4: 1 });
    let block = 0;
    for (let copy = 0; copy < 4; copy++) block = found.next[block]![0]!;
    expect(block).to.equal(0);
    expect([...found.isHeader].filter((is) => is === 1)).to.have.length(1);
  });

  it("one of more blocks is, too; a larger one is there as often as all copies are small, or once", () => {
    expect(times(unrolled(flow(loop(5, true))))).to.deep.equal({ 0: 4, 1: 4, 4: 4, 6: 1, 7: 1 });
    expect(times(unrolled(flow(loop(90))))[0]).to.equal(2);
    expect(times(unrolled(flow(loop(97))))[0]).to.equal(1);
  });

  it("one that stores is there as it was, too, behind a gate, which is where all of them lead", () => {
    const found = unrolled(
      flow((code) => {
        const again = {};
        code.emit("addi", { rd: A0, rs1: A0, imm: 4 });
        code.place(again);
        code.emit("sw", { rs1: A1, rs2: A0 });
        code.emit("addi", { rd: A1, rs1: A1, imm: 4 });
        code.to(again, "bne", { rs1: A1, rs2: A2 });
        code.emit("ecall");
      }),
    );
    // The gate is where the loop was, and is counted with the loop and its copies.
    expect(times(found)).to.deep.equal({ 0: 1, 1: 6, 4: 1, 5: 1 });
    const gate = found.order.findIndex(({ end }) => end.kind === "gate");
    expect(found.next[0]).to.deep.equal([gate]);
    const [fast, slow] = found.next[gate] as [number, number];
    expect(found.next[slow]![0]).to.equal(gate);
    let block = fast;
    for (let copy = 0; copy < 4; copy++) block = found.next[block]![0]!;
    expect(block).to.equal(gate);
  });

  it("one whose rounds are known is left behind the last of its copies alone, and is no loop if they are all there", () => {
    const counted = (rounds: number) => (code: Assembler) => {
      const again = {};
      code.emit("addi", { rd: A1, rs1: A0, imm: 8 * rounds });
      code.place(again);
      code.emit("sw", { rs1: A0, rs2: A2 });
      code.emit("addi", { rd: A0, rs1: A0, imm: 8 });
      code.to(again, "bne", { rs1: A0, rs2: A1 });
      code.emit("ecall");
    };
    const five = unrolled(flow(counted(5)));
    expect(times(five)).to.deep.equal({ 0: 1, 1: 7, 4: 1, 5: 1 });
    expect(
      [...five.isHeader].filter((is) => is === 1),
      "the loop as it was",
    ).to.have.length(1);
    const many = unrolled(flow(counted(170)));
    expect(times(many)[1]).to.equal(85 + 2);
    const gate = many.order.findIndex(({ end }) => end.kind === "gate");
    expect(many.order[gate]!.end).to.deep.equal({ kind: "gate", counted: { rounds: 170, atOnce: 85 } });
    expect(many.isCounted[many.next[gate]![0]!]).to.equal(1);
    expect(many.next.filter((ways) => ways.length === 2)).to.have.length(3);
  });

  it("neither is one with a loop in it, nor one that calls", () => {
    const nested = unrolled(
      flow((code) => {
        const [outer, inner] = [{}, {}];
        code.place(outer);
        code.emit("addi", { rd: A1, rs1: A2 });
        code.place(inner);
        code.emit("addi", { rd: A1, rs1: A1, imm: -1 });
        code.to(inner, "bne", { rs1: A1 });
        code.to(outer, "bne", { rs1: A0 });
        code.emit("ecall");
      }),
    );
    expect(times(nested)).to.deep.include({ 0: 1, 1: 4, 3: 1 });
    const calls = flow((code) => {
      const [again, callee] = [{}, {}];
      code.place(again);
      code.to(callee, "jal", { rd: RA });
      code.to(again, "bne", { rs1: A0 });
      code.emit("ecall");
      code.place(callee);
      code.emit("jalr", { rs1: RA });
    });
    expect(unrolled(calls)).to.equal(calls);
  });

  it("a function without loops is the same object", () => {
    const found = flow((code) => code.emit("ecall"));
    expect(unrolled(found)).to.equal(found);
  });

  it("stops at any step of any round, with two ways on and two ways out, are the interpreter's", () => {
    agree(
      guest(
        (code) => {
          const [again, over, out] = [{}, {}, {}];
          code.place(again);
          code.emit("addi", { rd: A4, rs1: A4, imm: 7 });
          code.to(over, "blt", { rs1: A4, rs2: A2 });
          code.emit("xor", { rd: A0, rs1: A0, rs2: A4 });
          code.to(out, "beq", { rs1: A1, rs2: A3 });
          code.place(over);
          code.emit("addi", { rd: A1, rs1: A1, imm: -1 });
          code.to(again, "bne", { rs1: A1 });
          code.place(out);
          code.emit("sub", { rd: A0, rs1: A0, rs2: A4 });
        },
        { registers: { [A1]: 13, [A2]: 20, [A3]: 3 } },
      ),
    );
  });
});
