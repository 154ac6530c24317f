import { expect } from "chai";
import { describe, it } from "mocha";
import { INSTRUCTIONS } from "../../src/machine/isa.ts";
import * as instruction from "../../src/translator/instruction.ts";
import { newMachine } from "../../scripts/fuzz/program.ts";
import { CODE, ENTRY, guest } from "../../scripts/translations/guest.ts";

const OPERANDS = { rd: 3, rs1: 4, rs2: 5, imm: 8 };
const REGISTERS = new Set([1, 2]);

describe("src/translator/instruction", () => {
  it("numbers are rows of the instruction table", () => {
    const numbers = Object.entries(instruction).filter(([, value]) => typeof value === "number");
    for (const [name, value] of numbers) {
      const isRegister = REGISTERS.has(value as number) && (name === "RA" || name === "SP");
      if (!isRegister) expect(INSTRUCTIONS[(value as number) - 1]!.name.toUpperCase(), name).to.equal(name);
    }
    expect(numbers).to.have.length.above(20);
  });

  it("what each instruction reads and writes is what its format has", () => {
    const { live } = newMachine(guest((code) => INSTRUCTIONS.forEach(({ name }) => code.emit(name, OPERANDS))));
    INSTRUCTIONS.forEach(({ name, format }, i) => {
      const one = instruction.instructionAt(live, ENTRY + 4 * i)!;
      expect(one.operation, name).to.equal(i + 1);
      const isSystem = ["fence", "ecall", "ebreak"].includes(name);
      expect(instruction.target(one), `${name} writes`).to.equal("RIUJ".includes(format) && !isSystem ? 3 : 0);
      if (isSystem) return;
      const reads = (format.match(/[RISB]/) ? 1 << 4 : 0) | (format.match(/[RSB]/) ? 1 << 5 : 0);
      expect(instruction.sources(one) & -2, `${name} reads`).to.equal(reads);
    });
  });

  it("x0 is never written, and nothing is where code is not", () => {
    const { live } = newMachine(guest((code) => code.emit("add", { rs1: 1, rs2: 2 })));
    expect(instruction.target(instruction.instructionAt(live, ENTRY)!)).to.equal(0);
    for (const pc of [CODE + 2, CODE - 4, CODE + 4096, ENTRY + 4]) {
      expect(instruction.instructionAt(live, pc), String(pc)).to.equal(undefined);
    }
  });

  it("knows how wide loads and stores are", () => {
    const names = INSTRUCTIONS.map(({ name }) => name);
    const { live } = newMachine(guest((code) => names.forEach((name) => code.emit(name, OPERANDS))));
    const accesses = names.flatMap((name, i) => {
      const one = instruction.instructionAt(live, ENTRY + 4 * i)!;
      const kind = instruction.isLoad(one) ? "load" : instruction.isStore(one) ? "store" : undefined;
      return kind === undefined ? [] : [`${name} ${kind} ${instruction.widthOf(one)}`];
    });
    expect(accesses.join()).to.equal(
      "lb load 1,lh load 2,lw load 4,lbu load 1,lhu load 2,sb store 1,sh store 2,sw store 4",
    );
  });
});
