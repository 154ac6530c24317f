import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, A4, RA, S0, T0, T1, T2, guest } from "../../scripts/translations/guest.ts";
import { Exits } from "../../src/translator/exits.ts";
import type { Instruction } from "../../src/translator/instruction.ts";
import { Locals, REGISTERS } from "../../src/translator/locals.ts";
import { ALL } from "../../src/translator/registers.ts";
import { FlowValues } from "../../src/translator/values.ts";
import { OP } from "../../src/wasm/opcodes.ts";
import { codeText } from "../../src/wasm/text.ts";
import { agree } from "./agree.ts";
import { flow } from "./flowOf.ts";

/** What is stored for a register behind the first block, as text; locals have the registers' numbers plus one. */
function stored(register: number, wanted: number, write: (code: Assembler) => void): string {
  const c = new Locals(ALL);
  const found = flow(write);
  const memory = {
    canLoadAgain: () => true,
    loadAgain: (load: Instruction, read: (name: number) => void) => {
      read(load.rs1);
      c.memory(OP["i32.load"], load.immediate);
    },
  };
  new Exits(c, found, new FlowValues(found, "exact", () => 0), memory).storeBehind(0, 1 << register, wanted);
  const [first, ...rest] = codeText(c.done());
  expect([first, rest.pop()]).to.deep.equal(["i32.const 0", `i32.store offset=${REGISTERS + 4 * register}`]);
  return rest.join(", ").replaceAll(/local\.get (\d+)/g, (_, local) => `x${Number(local) - 1}`);
}

const chain = (length: number) => (code: Assembler) => {
  for (let i = 0; i < length; i++) code.emit("addi", { rd: T0, rs1: i === 0 ? A0 : T0, imm: i + 1 });
};

const xors = (length: number) => (code: Assembler) => {
  for (let i = 0; i < length; i++) code.emit("xori", { rd: T0, rs1: i === 0 ? A0 : T0, imm: i + 1 });
};

describe("src/translator/exits", () => {
  it("what is wanted anyway is stored as it is", () => {
    expect(stored(T0, 1 << T0, chain(1))).to.equal("x5");
    expect(stored(T1, 0, chain(1))).to.equal("x6");
  });

  it("what is not is computed again from what is still there", () => {
    expect(stored(T0, 0, chain(2))).to.equal("x10, i32.const 3, i32.add");
    const sum = stored(T2, 0, (code) => {
      code.emit("addi", { rd: T0, rs1: A0, imm: 1 });
      code.emit("mul", { rd: T2, rs1: T0, rs2: A1 });
      code.emit("addi", { rd: T0, imm: 9 });
    });
    expect(sum).to.equal("x10, i32.const 1, i32.add, x11, i32.mul");
  });

  it("but not from operands that are gone, or at any length", () => {
    const gone = stored(T0, 0, (code) => {
      code.emit("addi", { rd: T0, rs1: A0, imm: 1 });
      code.emit("mul", { rd: A0, rs1: A0, rs2: A0 });
    });
    expect(gone).to.equal("x5");
    expect(stored(T0, 0, xors(12))).to.match(/^x10, .*i32.xor$/);
    expect(stored(T0, 0, xors(13))).to.equal("x5");
  });

  it("nor by one division from another, which would double the work each time", () => {
    const [one, chain] = [1, 12].map((length) =>
      stored(T0, 0, (code) => {
        for (let i = 0; i < length; i++) code.emit("div", { rd: T0, rs1: A0, rs2: i === 0 ? A1 : T0 });
      }),
    );
    expect(one).to.match(/^x11, i32.eqz, .*i32.div_s/);
    expect(chain).to.equal("x5");
  });

  it("from an operand that another register has by now, or has but for a constant", () => {
    const moved = stored(T0, 1 << A1, (code) => {
      code.emit("xori", { rd: T0, rs1: A0, imm: 1 });
      code.emit("addi", { rd: A1, rs1: A0, imm: 4 });
      code.emit("addi", { rd: A0 });
    });
    expect(moved).to.equal("x11, i32.const -4, i32.add, i32.const 1, i32.xor");
  });

  it("what is known is a constant", () => {
    expect(stored(T0, 0, (code) => code.emit("addi", { rd: T0, imm: 7 }))).to.equal("i32.const 7");
  });

  it("what memory has given is read there once more, unless somebody has stored since", () => {
    expect(stored(T0, 0, (code) => code.emit("lw", { rd: T0, rs1: A0, imm: 8 }))).to.equal("x10, i32.load offset=8");
    const stale = stored(T0, 0, (code) => {
      code.emit("lw", { rd: T0, rs1: A0, imm: 8 });
      code.emit("sb", { rs1: A1, rs2: A2 });
    });
    expect(stale).to.equal("x5");
  });

  it("an operand that memory has given and that is still there is read", () => {
    const kept = stored(T1, 1 << T0, (code) => {
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
