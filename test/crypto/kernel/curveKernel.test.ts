import { babyjubjub } from "@noble/curves/misc.js";
import { expect } from "chai";
import { describe, it } from "mocha";
import { multiplyBase, combine, ORDER, type Point } from "../../../src/crypto/babyjub.ts";
import { Dice } from "../../ledger/dice.ts";

const SEED = 61;
const { Point: Curve } = babyjubjub;
const affine = (point: InstanceType<typeof Curve>): Point => {
  const { x, y } = point.toAffine();
  return { x, y };
};

/** Scalars whose digits of four bits are all 0 or all 15 in places, and those beside the order. */
const EDGES = [1n, 2n, 15n, 16n, 17n, 2n ** 128n - 1n, 2n ** 250n, 15n << 244n, ORDER - 2n, ORDER - 1n];

describe(`curveKernel, seed ${SEED}`, () => {
  const dice = new Dice(SEED);
  const scalars = [...EDGES, ...Array.from({ length: 40 }, () => 1n + (dice.wide(256) % (ORDER - 1n)))];

  it("multiplies the base as noble does", () => {
    for (const scalar of scalars) expect(multiplyBase(scalar)).to.deep.equal(affine(Curve.BASE.multiply(scalar)));
  });

  it("combines as noble does", () => {
    for (const [i, scalar] of scalars.entries()) {
      const [key, other] = [multiplyBase(scalar), scalars[scalars.length - 1 - i]!];
      const cleared = Curve.fromAffine(key).clearCofactor().multiplyUnsafe(other);
      expect(combine(scalar, other, key)).to.deep.equal(affine(Curve.BASE.multiplyUnsafe(scalar).subtract(cleared)));
    }
  });
});
