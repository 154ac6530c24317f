import { babyjubjub } from "@noble/curves/misc.js";
import { type Point, pack, unpack } from "../../../src/crypto/babyjub.ts";
import { FIELD } from "../../../src/crypto/field.ts";
import { keyOf } from "./world.ts";

/* Keys at the edges of docs/ledger.md's "good". */

const SIGN_BIT = 1n << 255n;
const { Point: Curve } = babyjubjub;

/** A point of order 8: what is left of some point when its part in the subgroup is taken away. */
export const TORSION: Point = findTorsion();

/** The person's key with the point of order 8 added: good, but outside the subgroup. */
export function twisted(person: number): Point {
  const { x, y } = Curve.fromAffine(keyOf(person).publicKey).add(Curve.fromAffine(TORSION)).toAffine();
  return { x, y };
}

/** The eight points of low order, packed: the multiples of TORSION. */
export const LOW_ORDER: readonly bigint[] = Array.from({ length: 8 }, (_, i) => {
  const { x, y } = (i === 0 ? Curve.ZERO : Curve.fromAffine(TORSION).multiplyUnsafe(BigInt(i))).toAffine();
  return pack({ x, y });
});

/** A y for which the curve has no x. */
export const OFF_CURVE: bigint = firstY((y) => unpack(y) === undefined);

/** y at the field and above it, alone and with the sign bit: not canonical, whatever they are modulo the field. */
export const TOO_LARGE: readonly bigint[] = [
  FIELD,
  FIELD + firstY((y) => unpack(y) !== undefined),
  SIGN_BIT - 1n,
  SIGN_BIT + FIELD,
  2n * SIGN_BIT - 1n,
];

/** (0, 1) and (0, -1) with a sign that says x is in the upper half: no point. */
export const SIGNED_ZERO: readonly bigint[] = [SIGN_BIT + 1n, SIGN_BIT + FIELD - 1n];

/** The order 8 part of the first point that has one. */
function findTorsion(): Point {
  for (let y = 2n; ; y++) {
    const point = unpack(y);
    if (point === undefined) continue;
    const lifted = Curve.fromAffine(point);
    const inSubgroup = lifted.multiplyUnsafe(Curve.Fn.ORDER - 1n).add(lifted);
    if (inSubgroup.double().double().is0()) continue;
    const { x, y: found } = inSubgroup.toAffine();
    return { x, y: found };
  }
}

function firstY(fits: (y: bigint) => boolean): bigint {
  let y = 2n;
  while (!fits(y)) y++;
  return y;
}
