import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, A4, RA, S0, T0, T1, T2, guest } from "../../scripts/translations/guest.ts";
import { storeBehind } from "../../src/translator/exits.ts";
import { Locals, REGISTERS } from "../../src/translator/locals.ts";
import { ALL } from "../../src/translator/registers.ts";
import { codeText } from "../../src/wasm/text.ts";
import { agree } from "./agree.ts";
import { flow } from "./flowOf.ts";

/** What is stored for a register behind the first block, as text; locals have the registers' numbers plus one. */
function stored(register: number, wanted: number, write: (code: Assembler) => void): string {
  const c = new Locals(ALL);
  storeBehind(c, flow(write).order[0]!, 1 << register, wanted);
  const [first, ...rest] = codeText(c.done());
  expect([first, rest.pop()]).to.deep.equal(["i32.const 0", `i32.store offset=${REGISTERS + 4 * register}`]);
  return rest.join(", ").replaceAll(/local\.get (\d+)/g, (_, local) => `x${Number(local) - 1}`);
}

const chain = (length: number) => (code: Assembler) => {
  for (let i = 0; i < length; i++) code.emit("addi", { rd: T0, rs1: i === 0 ? A0 : T0, imm: i + 1 });
};

describe("src/translator/exits", () => {
  it("what is wanted anyway is stored as it is", () => {
    expect(stored(T0, 1 << T0, chain(1))).to.equal("x5");
    expect(stored(T1, 0, chain(1))).to.equal("x6");
  });

  it("what is not is computed again from what is still there", () => {
    expect(stored(T0, 0, chain(2))).to.equal("x10, i32.const 1, i32.add, i32.const 2, i32.add");
    const sum = stored(T2, 0, (code) => {
      code.emit("addi", { rd: T0, rs1: A0, imm: 1 });
      code.emit("mul", { rd: T2, rs1: T0, rs2: A1 });
      code.emit("addi", { rd: T0, imm: 9 });
    });
    expect(sum).to.equal("x10, i32.const 1, i32.add, x11, i32.mul");
  });

  it("but not from operands that are gone, or that memory has given, or at any length", () => {
    const gone = stored(T0, 0, (code) => {
      code.emit("addi", { rd: T0, rs1: A0, imm: 1 });
      code.emit("lw", { rd: A0, rs1: A0 });
    });
    expect(gone).to.equal("x5");
    expect(stored(T0, 0, (code) => code.emit("lw", { rd: T0, rs1: A0 }))).to.equal("x5");
    expect(stored(T0, 0, chain(8))).to.match(/^x10, .*i32.add$/);
    expect(stored(T0, 0, chain(9))).to.equal("x5");
  });

  it("an operand that memory has given and that is still there is read", () => {
    const kept = stored(T1, 0, (code) => {
      code.emit("lw", { rd: T0, rs1: A0 });
      code.emit("xori", { rd: T1, rs1: T0, imm: 5 });
    });
    expect(kept).to.equal("x5, i32.const 5, i32.xor");
  });

  it("loops that are left at any step have all registers", () => {
    agree(
      guest(
        (code) => {
          const loop = {};
          code.place(loop);
          code.emit("addi", { rd: T0, rs1: A0, imm: 1 });
          code.emit("mulhu", { rd: T1, rs1: T0, rs2: A1 });
          code.emit("div", { rd: T2, rs1: T1, rs2: A3 });
          code.emit("addi", { rd: T0, rs1: T2, imm: 5 });
          code.emit("xor", { rd: A4, rs1: T0, rs2: T1 });
          code.emit("addi", { rd: A0, rs1: A0, imm: 3 });
          code.emit("addi", { rd: A2, rs1: A2, imm: -1 });
          code.to(loop, "bne", { rs1: A2 });
        },
        { registers: { [A2]: 6, [A3]: -3 } },
      ),
    );
  });

  it("so has one that ends in a call whose callee changes operands", () => {
    agree(
      guest(
        (code) => {
          const [test, body, callee] = [{}, {}, {}];
          code.to(test, "jal");
          code.place(body);
          code.emit("addi", { rd: S0, rs1: A0, imm: 5 });
          code.to(callee, "jal", { rd: RA });
          code.place(test);
          code.emit("addi", { rd: S0, imm: 1 });
          code.emit("add", { rd: A3, rs1: A3, rs2: A0 });
          code.emit("addi", { rd: A2, rs1: A2, imm: -1 });
          code.to(body, "bne", { rs1: A2 });
          code.emit("ecall");
          code.place(callee);
          code.emit("addi", { rd: A0, rs1: A0, imm: 3 });
          code.emit("jalr", { rs1: RA });
        },
        { registers: { [A2]: 5 } },
      ),
    );
  });
});
