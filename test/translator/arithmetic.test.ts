import { expect } from "chai";
import { describe, it } from "mocha";
import { newMachine } from "../../scripts/fuzz/program.ts";
import { Random } from "../../scripts/lib/random.ts";
import { A0, A1, ENTRY, T0, guest } from "../../scripts/translations/guest.ts";
import * as alu from "../../src/machine/alu.ts";
import { INSTRUCTIONS } from "../../src/machine/isa.ts";
import * as muldiv from "../../src/machine/muldiv.ts";
import { arithmetic, isArithmetic } from "../../src/translator/arithmetic.ts";
import { instructionAt } from "../../src/translator/instruction.ts";
import { Code } from "../../src/wasm/code.ts";
import { compile, instantiate } from "../../src/wasm/host.ts";
import { Module } from "../../src/wasm/module.ts";
import { I32 } from "../../src/wasm/opcodes.ts";

const SEED = 48;
const EDGES = [0, 1, 2, 3, -1, -2, 31, 32, 33, 0xffff, 0x1_0000, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1, 0x5555_5555];
const IMMEDIATES = [0, 1, -1, 5, 31, 2047, -2048];

type Binary = (a: number, b: number) => number;

const OPERATIONS = INSTRUCTIONS.filter(({ name }) => name in alu || name in muldiv).map(({ name }) => name as string);
const IMMEDIATE = OPERATIONS.flatMap((name) =>
  INSTRUCTIONS.some((row) => row.name === `${name}i`) ? [`${name}i`] : [],
);

function operation(name: string): Binary {
  const known = { ...alu, ...muldiv } as unknown as Readonly<Record<string, Binary>>;
  return (known[name] ?? (name === "sltiu" ? known["sltu"] : known[name.replace(/i$/, "")]))!;
}

/** The function of two words that an instruction becomes, by its place among those that `write` writes. */
function translated(operands: readonly (readonly [string, number])[]): Binary[] {
  const { live } = newMachine(
    guest((code) => operands.forEach(([name, imm]) => code.emit(name, { rd: T0, rs1: A0, rs2: A1, imm }))),
  );
  const module = new Module();
  operands.forEach((_, i) => {
    const code = new Code();
    const instruction = instructionAt(live, ENTRY + 4 * i)!;
    arithmetic(code, instruction, (register) => code.get(register - A0));
    const signature = { params: [I32, I32], results: [I32] };
    module.define({ signature, locals: [], code: code.done(), name: `f${i}` });
  });
  const exports = instantiate<Readonly<Record<string, Binary>>>(compile(module.bytes()), {});
  return operands.map((_, i) => exports[`f${i}`]!);
}

describe(`src/translator/arithmetic (seed ${SEED})`, () => {
  it("each operation of two registers is the interpreter's, on edge values and random ones", () => {
    expect(OPERATIONS).to.have.length(18);
    const random = new Random(SEED);
    const words = [...EDGES, ...Array.from({ length: 10 }, () => random.below(2 ** 32) | 0)];
    translated(OPERATIONS.map((name) => [name, 0])).forEach((found, i) => {
      const wanted = operation(OPERATIONS[i]!);
      for (const a of words)
        for (const b of words) expect(found(a, b), `${OPERATIONS[i]} ${a} ${b}`).to.equal(wanted(a, b));
    });
  });

  it("each operation of a register and an immediate is, too", () => {
    expect([...IMMEDIATE, "sltiu"]).to.have.length(9);
    const operands = [...IMMEDIATE, "sltiu"].flatMap((name) => IMMEDIATES.map((imm) => [name, imm] as const));
    translated(operands).forEach((found, i) => {
      const [name, imm] = operands[i]!;
      for (const a of EDGES) expect(found(a, 77), `${name} ${a} ${imm}`).to.equal(operation(name)(a, imm));
    });
  });

  it("what computes no register from registers alone is none of it", () => {
    const { live } = newMachine(guest((code) => INSTRUCTIONS.forEach(({ name }) => code.emit(name))));
    const names = INSTRUCTIONS.filter((_, i) => isArithmetic(instructionAt(live, ENTRY + 4 * i)!)).map(
      ({ name }) => name,
    );
    expect(names.toSorted()).to.deep.equal(["lui", "auipc", ...IMMEDIATE, "sltiu", ...OPERATIONS].toSorted());
  });
});
