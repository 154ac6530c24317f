import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, S0, T0, guest } from "../../scripts/translations/guest.ts";
import { type Window, windowsBehind } from "../../src/translator/gate.ts";
import { unrolled } from "../../src/translator/unroll.ts";
import { FlowValues, NOTHING } from "../../src/translator/values.ts";
import { agree } from "./agree.ts";
import { flow } from "./flowOf.ts";

/** Windows behind the first gate, their roots as the registers that have them there. */
function windows(write: (code: Assembler) => void): { register: number; low: number; high: number }[] {
  const found = unrolled(flow(write), () => 0, NOTHING);
  const values = new FlowValues(found, "exact", () => 0);
  const gate = found.order.findIndex(({ end }) => end.kind === "gate");
  const { roots, offsets } = values.before(gate, 0);
  return windowsBehind(found, values, gate, found.next[gate]![0]!).map(({ root, low, high }: Window) => {
    const register = roots.indexOf(root);
    return { register, low: low - offsets[register]!, high: high - offsets[register]! };
  });
}

/** A loop that ends where A1 has come to A2. */
const loop = (body: (code: Assembler) => void) => (code: Assembler) => {
  const again = {};
  code.place(again);
  body(code);
  code.emit("addi", { rd: A1, rs1: A1, imm: 8 });
  code.to(again, "bne", { rs1: A1, rs2: A2 });
  code.emit("ecall");
};

describe("src/translator/gate", () => {
  it("all that the copies store by a pointer that goes on is one window", () => {
    const found = windows(
      loop((code) => {
        code.emit("sw", { rs1: A1, rs2: A0, imm: 4 });
        code.emit("sw", { rs1: A1, rs2: A0 });
      }),
    );
    expect(found).to.deep.equal([{ register: A1, low: 0, high: 28 }]);
  });

  it("a pointer that stays has its own, and so has what is a page away", () => {
    const found = windows(
      loop((code) => {
        code.emit("sw", { rs1: S0, rs2: A0, imm: -2048 });
        code.emit("sb", { rs1: S0, rs2: A0, imm: 2047 });
        code.emit("addi", { rd: T0, rs1: S0, imm: 2040 });
        code.emit("sw", { rs1: T0, rs2: A0, imm: 8 });
      }),
    );
    expect(found).to.deep.equal([
      { register: S0, low: -2048, high: 2047 },
      { register: S0, low: 2048, high: 2048 },
    ]);
  });

  it("what is stored on one of two ways only is not asked about, nor what no register leads to before", () => {
    const found = windows(
      loop((code) => {
        const over = {};
        code.to(over, "beq", { rs1: A3, rs2: A1 });
        code.emit("sw", { rs1: S0, rs2: A0 });
        code.place(over);
        code.emit("lw", { rd: T0, rs1: A1 });
        code.emit("sw", { rs1: T0, rs2: A0 });
      }),
    );
    expect(found.filter(({ register }) => register >= 0)).to.deep.equal([]);
  });

  it("from page to page, stopped at any step, with the marks of all that was stored and of nothing more", () => {
    agree(
      guest(
        (code) => {
          const again = {};
          code.place(again);
          code.emit("sw", { rs1: A1, rs2: A2 });
          code.emit("sb", { rs1: A1, rs2: A0, imm: 3 });
          code.emit("addi", { rd: A1, rs1: A1, imm: 4 });
          code.to(again, "bne", { rs1: A1, rs2: A2 });
        },
        { registers: ({ data }) => ({ [A0]: 99, [A1]: data + 4096 - 20, [A2]: data + 4096 + 16 }) },
      ),
    );
  });
});
