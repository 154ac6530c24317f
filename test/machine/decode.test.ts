import { expect } from "chai";
import { describe, it } from "mocha";
import { type Operands, encode } from "../../scripts/generate/encode.ts";
import { INSTRUCTIONS as TABLE } from "../../scripts/generate/instructions.ts";
import { immB, immI, immJ, immS, immU, operation, rd, rs1, rs2 } from "../../src/machine/decode.ts";
import { INSTRUCTIONS } from "../../src/machine/isa.ts";
import { random } from "../helpers/random.ts";

const SEED = 0xdec;
const immediates = { I: immI, S: immS, B: immB, U: immU, J: immJ };
/** Widest immediate of a format, in bits, and what it is a multiple of. */
const shapes = { I: [12, 1], S: [12, 1], B: [13, 2], U: [32, 4096], J: [21, 2] } as const;

describe(`decode (seed ${SEED})`, () => {
  it("the generated table is the table", () => {
    expect(INSTRUCTIONS).to.deep.equal(TABLE);
  });

  it("no word matches two instructions", () => {
    for (const a of TABLE) {
      for (const b of TABLE) {
        const both = a.mask & b.mask;
        if (a !== b) expect((a.match & both) === (b.match & both), `${a.name} and ${b.name}`).to.equal(false);
      }
    }
  });

  for (const [index, { name, format, mask }] of TABLE.entries()) {
    it(`${name}: fields and immediate come back from its encoding`, () => {
      const next = random(SEED + index);
      for (let round = 0; round < 200; round++) {
        const operands: Required<Operands> = {
          rd: next() % 32,
          rs1: next() % 32,
          rs2: next() % 32,
          imm: randomImmediate(format, round, next()),
        };
        const word = encode(name, operands);
        expect(operation(word)).to.equal(index + 1);
        expect(operation(word | 0), "as a signed word").to.equal(index + 1);
        if (mask === 0xffffffff) continue;
        if (format !== "S" && format !== "B") expect(rd(word)).to.equal(operands.rd);
        if (format !== "U" && format !== "J") expect(rs1(word)).to.equal(operands.rs1);
        if (format === "R" || format === "S" || format === "B") expect(rs2(word)).to.equal(operands.rs2);
        if (format === "R") continue;
        const isShift = mask === 0xfe00707f;
        const [got, due] = [immediates[format](word), operands.imm];
        expect(isShift ? got & 31 : got).to.equal(isShift ? due & 31 : due);
      }
    });
  }

  it("whatever differs from every row in a masked bit is illegal", () => {
    const next = random(SEED);
    let illegal = 0;
    for (let round = 0; round < 100_000; round++) {
      // Half of the words keep an opcode of the table, so that the finer fields are tried as well.
      const word = round % 2 === 0 ? next() : ((next() & ~0x7f) | (TABLE[next() % TABLE.length]!.match & 0x7f)) >>> 0;
      const expected = TABLE.findIndex(({ match, mask }) => (BigInt(word) & BigInt(mask)) === BigInt(match)) + 1;
      if (expected === 0) illegal++;
      expect(operation(word), word.toString(16)).to.equal(expected);
    }
    expect(illegal).to.be.greaterThan(50_000);
  });

  it("one bit off ECALL or EBREAK is illegal", () => {
    for (const name of ["ecall", "ebreak"]) {
      for (let bit = 0; bit < 32; bit++) {
        const word = (encode(name) ^ (1 << bit)) >>> 0;
        if (bit !== 20) expect(TABLE[operation(word) - 1]?.name, `${name} bit ${bit}`).to.not.match(/^e/);
      }
    }
  });
});

function randomImmediate(format: keyof typeof shapes | "R", round: number, bits: number): number {
  if (format === "R") return 0;
  const [width, unit] = shapes[format];
  const low = -(2 ** (width - 1));
  const high = 2 ** (width - 1) - unit;
  if (round < 4) return [low, high, 0, -unit][round]!;
  return low + Math.floor((bits % 2 ** width) / unit) * unit;
}
