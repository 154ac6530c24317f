import { babyjubjub } from "@noble/curves/misc.js";
import { LOW_ORDER, twisted } from "../../scripts/generate/ledgerCases/keys.ts";
import { BASE, type Point, unpack } from "../../src/crypto/babyjub.ts";

const { Point: Curve } = babyjubjub;

export function plus(a: Point, b: Point): Point {
  const { x, y } = Curve.fromAffine(a).add(Curve.fromAffine(b)).toAffine();
  return { x, y };
}

/** scalar * point, the scalar not reduced: the point may have any order. */
export function multiple(point: Point, scalar: bigint): Point {
  let sum = Curve.ZERO;
  for (const bit of scalar.toString(2)) {
    sum = sum.double();
    if (bit === "1") sum = sum.add(Curve.fromAffine(point));
  }
  const { x, y } = sum.toAffine();
  return { x, y };
}

function negative(point: Point): Point {
  const { x, y } = Curve.fromAffine(point).negate().toAffine();
  return { x, y };
}

/** The base, its negative, a point outside the subgroup, and all points of low order, the neutral one among them. */
export const POINTS: readonly Point[] = [
  BASE,
  negative(BASE),
  twisted(1),
  ...LOW_ORDER.map((packed) => unpack(packed)!),
];
