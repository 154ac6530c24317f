import { expect } from "chai";
import { describe, it } from "mocha";
import * as muldiv from "../../src/machine/muldiv.ts";
import { random } from "../helpers/random.ts";

const EDGES = [0, 1, 2, 3, 0xffff, 0x10000, 0x7fffffff, -0x80000000, -0x7fffffff, -0x10000, -0xffff, -3, -2, -1];
const SEED = 0xd1;

const u = (value: number): bigint => BigInt.asUintN(32, BigInt(value));
const s = (value: number): bigint => BigInt.asIntN(32, BigInt(value));

const rules: Record<string, [(a: number, b: number) => number, (a: number, b: number) => bigint]> = {
  mul: [muldiv.mul, (a, b) => s(a) * s(b)],
  mulh: [muldiv.mulh, (a, b) => (s(a) * s(b)) >> 32n],
  mulhsu: [muldiv.mulhsu, (a, b) => (s(a) * u(b)) >> 32n],
  mulhu: [muldiv.mulhu, (a, b) => (u(a) * u(b)) >> 32n],
  div: [muldiv.div, (a, b) => (b === 0 ? -1n : s(a) / s(b))],
  divu: [muldiv.divu, (a, b) => (b === 0 ? -1n : u(a) / u(b))],
  rem: [muldiv.rem, (a, b) => (b === 0 ? s(a) : s(a) % s(b))],
  remu: [muldiv.remu, (a, b) => (b === 0 ? u(a) : u(a) % u(b))],
};

describe(`muldiv (seed ${SEED})`, () => {
  for (const [name, [operation, rule]] of Object.entries(rules)) {
    it(`${name} is what BigInt says, as a signed word`, () => {
      const next = random(SEED);
      const some = Array.from({ length: 5000 }, (_, i) => [next() | 0, (next() >>> (i % 32)) | 0] as const);
      for (const [a, b] of [...EDGES.flatMap((x) => EDGES.map((y) => [x, y] as const)), ...some]) {
        const expected = Number(BigInt.asIntN(32, rule(a, b)));
        expect(operation(a, b), `${a}, ${b}`).to.equal(expected);
        expect(Object.is(operation(a, b), -0), `negative zero of ${a}, ${b}`).to.equal(false);
      }
    });
  }

  it("the cases that the M extension names", () => {
    expect(muldiv.div(7, 0)).to.equal(-1);
    expect(muldiv.divu(7, 0)).to.equal(-1);
    expect(muldiv.rem(-7, 0)).to.equal(-7);
    expect(muldiv.remu(-7, 0)).to.equal(-7);
    expect(muldiv.div(-0x80000000, -1)).to.equal(-0x80000000);
    expect(muldiv.rem(-0x80000000, -1)).to.equal(0);
  });
});
