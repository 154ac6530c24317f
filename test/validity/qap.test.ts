import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD, fromLittleEndian, toLittleEndian } from "../../src/crypto/field.ts";
import { Curve } from "../../src/validity/curve.ts";
import { evaluate, type Secrets } from "../../src/validity/qap.ts";
import { domainOf, type R1cs } from "../../src/validity/r1cs.ts";

type Term = readonly [signal: number, coefficient: bigint];
type Row = readonly [a: readonly Term[], b: readonly Term[], c: readonly Term[]];

/** Signals 1, out, x, y, t: (x + 2y) * (3x + 1) = t and t * (FIELD - 1) * 1 = -out. */
const ROWS: readonly Row[] = [
  [
    [
      [2, 1n],
      [3, 2n],
    ],
    [
      [2, 3n],
      [0, 1n],
    ],
    [[4, 1n]],
  ],
  [[[4, FIELD - 1n]], [[0, 1n]], [[1, FIELD - 1n]]],
  [[], [], []],
];
const SIGNALS = 5;
const PUBLIC = 2;
const SECRETS: Secrets = { tau: 1234567n, alpha: 77n, beta: FIELD - 3n, delta: 99n };

describe("qap", () => {
  it("evaluates the circuit's polynomials at tau as the definition does", async () => {
    const r1cs: R1cs = { signals: SIGNALS, publicSignals: PUBLIC, constraints: ROWS.length, words: wordsOf(ROWS) };
    const domain = domainOf(r1cs);
    expect(domain).to.equal(8);
    const scalars = evaluate(await Curve.load(), r1cs, SECRETS);
    const { tau, alpha, beta, delta } = SECRETS;
    const basis = Array.from({ length: domain }, (_, i) => lagrange(domain, i, tau));
    const column = (matrix: 0 | 1 | 2, signal: number): bigint => {
      const terms = ROWS.flatMap((row, i) => row[matrix].filter(([s]) => s === signal).map(([, c]) => c * basis[i]!));
      // The row that the number one and each public signal have after the constraints.
      if (matrix === 0 && signal <= PUBLIC) terms.push(basis[ROWS.length + signal]!);
      return mod(terms.reduce((sum, term) => sum + term, 0n));
    };
    const expected = Array.from({ length: SIGNALS }, (_, s) => ({ a: column(0, s), b: column(1, s), c: column(2, s) }));
    const sums = expected.map(({ a, b, c }) => mod(beta * a + alpha * b + c));
    expect(numbers(scalars.a)).to.deep.equal(expected.map(({ a }) => a));
    expect(numbers(scalars.b)).to.deep.equal(expected.map(({ b }) => b));
    expect(numbers(scalars.ic)).to.deep.equal(sums.slice(0, PUBLIC + 1));
    expect(numbers(scalars.c)).to.deep.equal(sums.slice(PUBLIC + 1).map((sum) => mod(sum * power(delta, FIELD - 2n))));
    const odd = Array.from({ length: domain }, (_, i) => lagrange(2 * domain, 2 * i + 1, tau));
    expect(numbers(scalars.h)).to.deep.equal(odd.map((value) => mod(value * power(delta, FIELD - 2n))));
  });

  it("gives every constraint and public signal a row, also where they fill the domain", () => {
    const of = (constraints: number, publicSignals: number): number =>
      domainOf({ constraints, publicSignals, signals: 100, words: new Uint32Array() });
    expect(of(2, 1)).to.equal(4);
    expect(of(3, 1)).to.equal(8);
    expect(of(58, 5)).to.equal(64);
    expect(of(59, 5)).to.equal(128);
  });
});

/** L_i(x) over the roots w^j of that order, by its definition: the product over j of (x - w^j) / (w^i - w^j). */
function lagrange(order: number, i: number, x: bigint): bigint {
  const root = power(power(5n, (FIELD - 1n) / 2n ** 28n), 2n ** 28n / BigInt(order));
  const at = (j: number): bigint => power(root, BigInt(j));
  let [above, below] = [1n, 1n];
  for (let j = 0; j < order; j++) {
    if (j === i) continue;
    above = mod(above * (x - at(j)));
    below = mod(below * (at(i) - at(j)));
  }
  return mod(above * power(below, FIELD - 2n));
}

function wordsOf(rows: readonly Row[]): Uint32Array {
  const words = rows
    .flat()
    .flatMap((terms) => [
      terms.length,
      ...terms.flatMap(([signal, coefficient]) => [signal, ...new Uint32Array(toLittleEndian(coefficient).buffer)]),
    ]);
  return Uint32Array.from(words);
}

function numbers(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => fromLittleEndian(bytes.subarray(32 * i, 32 * i + 32)));
}

function mod(value: bigint): bigint {
  return ((value % FIELD) + FIELD) % FIELD;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = mod(base), rest = exponent; rest > 0n; rest >>= 1n, square = mod(square * square)) {
    if ((rest & 1n) === 1n) result = mod(result * square);
  }
  return result;
}
