import { expect } from "chai";
import { describe, it } from "mocha";
import { encode } from "../../scripts/generate/encode.ts";
import { INSTRUCTIONS } from "../../scripts/generate/instructions.ts";
import { DECODED_WORDS, DISCARD, ILLEGAL_WORD, UNDECODED, predecode } from "../../src/machine/predecode.ts";
import { random } from "../helpers/random.ts";

const SEED = 0x9d;

function decoded(word: number): { operation: number; rd: number; rs1: number; rs2: number; immediate: number } {
  const words = new Int32Array(2 * DECODED_WORDS);
  predecode(word, words, DECODED_WORDS);
  expect(
    [...words.subarray(0, DECODED_WORDS), ...words.subarray(DECODED_WORDS + 2)].every((rest) => rest === 0),
  ).to.equal(true);
  const [packed, immediate] = [words[DECODED_WORDS]!, words[DECODED_WORDS + 1]!];
  return {
    operation: packed & 63,
    rd: (packed >>> 6) & 63,
    rs1: (packed >>> 12) & 63,
    rs2: (packed >>> 18) & 63,
    immediate,
  };
}

describe(`predecode (seed ${SEED})`, () => {
  it("keeps operation, registers and immediate, for every instruction", () => {
    const next = random(SEED);
    for (const [index, { name, format }] of INSTRUCTIONS.entries()) {
      for (let round = 0; round < 20; round++) {
        const operands = { rd: 1 + (next() % 31), rs1: next() % 32, rs2: next() % 32, imm: (next() % 2000) * 2 - 2000 };
        if (format === "U") operands.imm <<= 12;
        const found = decoded(encode(name, operands));
        expect(found.operation).to.equal(index + 1);
        if (name === "ecall" || name === "ebreak") continue;
        if ("RIUJ".includes(format)) expect(found.rd).to.equal(operands.rd);
        if ("RISB".includes(format)) expect(found.rs1).to.equal(operands.rs1);
        if ("RSB".includes(format)) expect(found.rs2).to.equal(operands.rs2);
        if (!/^s[lr][la]i$/.test(name)) expect(found.immediate, name).to.equal(format === "R" ? 0 : operands.imm);
      }
    }
  });

  it("a write to x0 goes nowhere: the register has no such element", () => {
    expect(decoded(encode("addi", { rd: 0, rs1: 3 })).rd).to.equal(DISCARD);
    const registers = new Int32Array(32);
    registers[DISCARD] = 5;
    expect(registers[DISCARD]).to.equal(undefined);
  });

  it("no word looks undecoded", () => {
    for (const word of [0, 0xffffffff, 0x0000100f]) expect(decoded(word).operation).to.equal(ILLEGAL_WORD);
    expect(INSTRUCTIONS.length).to.be.below(ILLEGAL_WORD);
    expect(UNDECODED).to.equal(0);
  });
});
