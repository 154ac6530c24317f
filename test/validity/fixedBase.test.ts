import { bn254 } from "@noble/curves/bn254.js";
import { expect } from "chai";
import { before, describe, it } from "mocha";
import { concatBytes } from "../../src/crypto/bytes.ts";
import { FIELD, toLittleEndian } from "../../src/crypto/field.ts";
import { Curve } from "../../src/validity/curve.ts";
import { FixedBase } from "../../src/validity/fixedBase.ts";
import { multiplyAll } from "../../src/validity/fixedBasePool.ts";
import { g1, g2 } from "../../src/validity/zkey.ts";
import { random } from "../helpers/random.ts";

/** Zero, the smallest, the largest, and digits at every edge of a window. */
const EDGES = [
  0n,
  1n,
  2n,
  FIELD - 1n,
  FIELD - 2n,
  2n ** 253n,
  2n ** 128n - 1n,
  0x8000800080008000n,
  0x7fff8000ffff8001n,
];

describe("fixedBase", () => {
  const seed = 20_261_121;
  const words = random(seed);
  const next = (): bigint =>
    Array.from({ length: 8 }, words).reduce((value, word) => (value << 32n) | BigInt(word), 0n);
  const scalars = [...EDGES, ...Array.from({ length: 20 }, () => next() % FIELD)];
  const bytes = concatBytes(scalars.map(toLittleEndian));
  let curve: Curve;

  before(async () => {
    curve = await Curve.load();
  });

  for (const count of [1, 500, 20_000]) {
    it(`agrees with noble in G1, tables for ${count} (seed ${seed})`, () => {
      const points = new FixedBase(curve, "g1", count).multiply(bytes);
      scalars.forEach((scalar, i) => expect(g1(points, 64 * i).slice(0, 2)).to.deep.equal(expected1(scalar)));
    });
  }

  it(`agrees with noble in G2 (seed ${seed})`, () => {
    const points = new FixedBase(curve, "g2", 500).multiply(bytes);
    scalars.forEach((scalar, i) => expect(g2(points, 128 * i).slice(0, 2)).to.deep.equal(expected2(scalar)));
  });

  it("multiplies more than a batch, a job and a thread take, each point in its place", async () => {
    const many = 20_000;
    const all = new Uint8Array(many * 32);
    for (let i = 0; i < many; i++) all.set(toLittleEndian(BigInt(i)), 32 * i);
    const points = new Uint8Array(many * 64);
    const shares: number[] = [];
    const work = {
      group: "g1",
      scalars: all,
      store: (at: number, part: Uint8Array) => points.set(part, 64 * at),
    } as const;
    await multiplyAll(curve, [work], (share) => shares.push(share));
    for (const i of [0, 1, 1023, 1024, 8191, 8192, 16_384, 19_999]) {
      expect(g1(points, 64 * i).slice(0, 2), String(i)).to.deep.equal(expected1(BigInt(i)));
    }
    expect(shares.at(-1)).to.equal(1);
  });
});

function expected1(scalar: bigint): string[] {
  if (scalar === 0n) return ["0", "0"];
  const { x, y } = bn254.G1.Point.BASE.multiply(scalar).toAffine();
  return [x, y].map(String);
}

function expected2(scalar: bigint): string[][] {
  if (scalar === 0n)
    return [
      ["0", "0"],
      ["0", "0"],
    ];
  const { x, y } = bn254.G2.Point.BASE.multiply(scalar).toAffine();
  return [x, y].map(({ c0, c1 }) => [c0, c1].map(String));
}
