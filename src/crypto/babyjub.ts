import { babyjubjub } from "@noble/curves/misc.js";
import { CurveMultiplier } from "./curveMultiplier.ts";
import { FIELD } from "./field.ts";

/*
 * BabyJubJub (EIP-2494), the curve a x^2 + y^2 = 1 + d x^2 y^2 over BN254's scalar field, as circomlib has it. All
 * additions are complete: a is a square and d is not, so no input has an exception.
 */

const { Point: Curve } = babyjubjub;
const { Fp } = Curve;
const { a: A, d: D } = Curve.CURVE();

/** A point in affine coordinates, each below the field. */
export type Point = { readonly x: bigint; readonly y: bigint };

/** Prime order l of the subgroup; the whole curve has 8 l points. */
export const ORDER: bigint = Curve.CURVE().n;

/** circomlib's Base8, of order l. */
export const BASE: Point = affine(Curve.BASE);

const SIGN_BIT = 1n << 255n;

/**
 * scalar * BASE for secret scalars in [1, l). The same additions whatever the scalar; which multiples they read follows from
 * it, as everywhere in this process.
 */
export function multiplyBase(scalar: bigint): Point {
  const curve = multiplier();
  curve.begin();
  curve.addBase(scalar);
  return curve.sum();
}

/** first * BASE - second * (8 * key), for public scalars in [0, l) and a key on the curve. */
export function combine(first: bigint, second: bigint, key: Point): Point {
  const curve = multiplier();
  curve.setCleared(second, { x: Fp.neg(key.x), y: key.y });
  curve.addBase(first);
  return curve.sum();
}

/** Whether 8 * point is not the neutral element, for a point on the curve. */
export function hasLargeOrder(point: Point): boolean {
  return !Curve.fromAffine(point).isSmallOrder();
}

/** circomlib's packing as one number: sign * 2^255 + y, where sign says whether x is in the upper half of the field. */
export function pack({ x, y }: Point): bigint {
  return signOf(x) ? SIGN_BIT + y : y;
}

/** The point of the curve that packs to `packed`, a number below 2^256; undefined if there is none. */
export function unpack(packed: bigint): Point | undefined {
  const sign = packed >= SIGN_BIT;
  const y = sign ? packed - SIGN_BIT : packed;
  if (y >= FIELD) return undefined;
  const root = rootOfX2(y);
  if (root === undefined) return undefined;
  const x = signOf(root) === sign ? root : Fp.neg(root);
  return signOf(x) === sign ? { x, y } : undefined;
}

/** The key that `packed` stands for if it is good (docs/ledger.md): a point of the curve whose order is not 1, 2, 4 or 8. */
export function goodKey(packed: bigint): Point | undefined {
  const key = unpack(packed);
  return key !== undefined && hasLargeOrder(key) ? key : undefined;
}

/** One square root of (1 - y^2) / (a - d y^2); the divisor is never 0, because a is a square and d is not. */
function rootOfX2(y: bigint): bigint | undefined {
  const y2 = Fp.sqr(y);
  const x2 = Fp.div(Fp.sub(Fp.ONE, y2), Fp.sub(A, Fp.mul(D, y2)));
  try {
    return Fp.sqrt(x2);
  } catch {
    return undefined;
  }
}

function signOf(x: bigint): boolean {
  return x > (FIELD - 1n) / 2n;
}

function affine(point: InstanceType<typeof Curve>): Point {
  const { x, y } = point.toAffine();
  return { x, y };
}

let made: CurveMultiplier | undefined;

/** Made when it is first asked for: its multiples of BASE take a few milliseconds. */
function multiplier(): CurveMultiplier {
  if (made === undefined) {
    const scale = Fp.sqrt(Fp.neg(A));
    made = new CurveMultiplier(BASE, { by: scale, inverse: Fp.inv(scale) }, Fp.neg(Fp.div(D, A)));
  }
  return made;
}
