import { expect } from "chai";
import { describe, it } from "mocha";
import * as alu from "../../src/machine/alu.ts";
import { random } from "../helpers/random.ts";

const EDGES = [0, 1, 2, 31, 32, 33, 0x7fff, 0x8000, 0x7ffffffe, 0x7fffffff, -0x80000000, -0x7fffffff, -2, -1];
const SEED = 0xa1;

const u = (value: number): bigint => BigInt.asUintN(32, BigInt(value));
const s = (value: number): bigint => BigInt.asIntN(32, BigInt(value));
const bit = (value: boolean): bigint => (value ? 1n : 0n);

const words: Record<string, [(a: number, b: number) => number, (a: number, b: number) => bigint]> = {
  add: [alu.add, (a, b) => s(a) + s(b)],
  sub: [alu.sub, (a, b) => s(a) - s(b)],
  sll: [alu.sll, (a, b) => u(a) << (u(b) % 32n)],
  slt: [alu.slt, (a, b) => bit(s(a) < s(b))],
  sltu: [alu.sltu, (a, b) => bit(u(a) < u(b))],
  xor: [alu.xor, (a, b) => u(a) ^ u(b)],
  srl: [alu.srl, (a, b) => u(a) >> (u(b) % 32n)],
  sra: [alu.sra, (a, b) => s(a) >> (u(b) % 32n)],
  or: [alu.or, (a, b) => u(a) | u(b)],
  and: [alu.and, (a, b) => u(a) & u(b)],
};

const conditions: Record<string, [(a: number, b: number) => boolean, (a: number, b: number) => boolean]> = {
  eq: [alu.eq, (a, b) => u(a) === u(b)],
  ne: [alu.ne, (a, b) => u(a) !== u(b)],
  lt: [alu.lt, (a, b) => s(a) < s(b)],
  ge: [alu.ge, (a, b) => s(a) >= s(b)],
  ltu: [alu.ltu, (a, b) => u(a) < u(b)],
  geu: [alu.geu, (a, b) => u(a) >= u(b)],
};

/** All pairs of edges, and random pairs. */
function pairs(): [number, number][] {
  const next = random(SEED);
  const some = Array.from({ length: 2000 }, (): [number, number] => [next() | 0, next() | 0]);
  return [...EDGES.flatMap((a) => EDGES.map((b): [number, number] => [a, b])), ...some];
}

describe(`alu (seed ${SEED})`, () => {
  for (const [name, [operation, rule]] of Object.entries(words)) {
    it(`${name} is what BigInt says, as a signed word`, () => {
      for (const [a, b] of pairs())
        expect(operation(a, b), `${a}, ${b}`).to.equal(Number(BigInt.asIntN(32, rule(a, b))));
    });
  }
  for (const [name, [condition, rule]] of Object.entries(conditions)) {
    it(`${name} is what BigInt says`, () => {
      for (const [a, b] of pairs()) expect(condition(a, b), `${a}, ${b}`).to.equal(rule(a, b));
    });
  }
});
