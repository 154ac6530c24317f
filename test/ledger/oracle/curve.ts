import { inverse, mod, R, root } from "./field.ts";

/*
 * BabyJubJub in projective coordinates (X : Y : Z), with the complete addition of Bernstein, Birkner, Joye, Lange and
 * Peters (Twisted Edwards Curves, 2008) for everything, doubling included.
 */

export const L = 2736030358979909402780800718157159386076813972158567259200215660948447373041n;
const A = 168700n;
const D = 168696n;

export type Affine = readonly [x: bigint, y: bigint];
type Projective = readonly [x: bigint, y: bigint, z: bigint];

export const B8: Affine = [
  5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  16950150798460657717958625567821834550301663161624707787222815936182638968203n,
];

function add([x1, y1, z1]: Projective, [x2, y2, z2]: Projective): Projective {
  const a = mod(z1 * z2);
  const b = mod(a * a);
  const c = mod(x1 * x2);
  const d = mod(y1 * y2);
  const e = mod(D * c * d);
  const f = b - e;
  const g = b + e;
  const x3 = mod(mod(a * f) * ((x1 + y1) * (x2 + y2) - c - d));
  const y3 = mod(mod(a * g) * (d - A * c));
  return [x3, y3, mod(f * g)];
}

/** first * p + second * q, bit by bit. */
export function twice(first: bigint, p: Affine, second: bigint, q: Affine): Affine {
  const P: Projective = [...p, 1n];
  const Q: Projective = [...q, 1n];
  const both = add(P, Q);
  let sum: Projective = [0n, 1n, 1n];
  for (let bit = 255n; bit >= 0n; bit--) {
    sum = add(sum, sum);
    const [one, other] = [(first >> bit) & 1n, (second >> bit) & 1n];
    if (one === 1n && other === 1n) sum = add(sum, both);
    else if (one === 1n) sum = add(sum, P);
    else if (other === 1n) sum = add(sum, Q);
  }
  const z = inverse(sum[2]);
  return [mod(sum[0] * z), mod(sum[1] * z)];
}

export function eightTimes(point: Affine): Affine {
  return twice(8n, point, 0n, point);
}

/** The good key that 256 bits stand for, or null. */
export function goodKey(bits: bigint): Affine | null {
  const sign = bits >> 255n === 1n;
  const y = bits & ((1n << 255n) - 1n);
  if (y >= R) return null;
  const some = root((1n - y * y) * inverse(A - D * y * y));
  if (some === null) return null;
  for (const x of [some, mod(-some)]) {
    const isUpper = x > (R - 1n) / 2n;
    if (isUpper !== sign) continue;
    const [x8, y8] = eightTimes([x, y]);
    return x8 === 0n && y8 === 1n ? null : [x, y];
  }
  return null;
}
