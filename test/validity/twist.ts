import { bn254 } from "@noble/curves/bn254.js";

const { G2, fields } = bn254;
const { Fp2 } = fields;

/** A point of the twist outside the group of order r, in the order of a proof's words: the first that small numbers give. */
export function outsideTheGroup(): bigint[] {
  for (let i = 1n; ; i++) {
    const x = Fp2.fromBigTuple([i, 1n]);
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2.Point.CURVE().b);
    try {
      const y = Fp2.sqrt(square);
      if (!G2.Point.fromAffine({ x, y }).isTorsionFree()) return [x.c1, x.c0, y.c1, y.c0];
    } catch {
      // No point has this x.
    }
  }
}
