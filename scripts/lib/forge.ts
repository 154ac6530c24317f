import { bn254 } from "@noble/curves/bn254.js";
import { FIELD } from "../../src/crypto/field.ts";
import type { Secrets } from "../../src/validity/qap.ts";
import type { VerificationKey } from "../../src/validity/zkey.ts";

const { G1, G2, fields } = bn254;

/**
 * A proof of any statement whatever, without a witness, by whoever knows the secrets of a key: with A = a and B = b freely
 * chosen, C = (a * b - alpha * beta - L) / delta makes the equation hold. Eight words, as the contract takes them.
 */
export function forge({ IC }: VerificationKey, { alpha, beta, delta }: Secrets, inputs: readonly bigint[]): bigint[] {
  const points = IC.map(([x, y]) => G1.Point.fromAffine({ x: BigInt(x), y: BigInt(y) }));
  const combined = points
    .slice(1)
    .reduce((sum, point, i) => (inputs[i] === 0n ? sum : sum.add(point.multiply(inputs[i]!))), points[0]!);
  const [a, b] = [123n, 456n];
  const known = (((a * b - alpha * beta) % FIELD) + FIELD) % FIELD;
  const rest = G1.Point.BASE.multiply(known).subtract(combined);
  const [first, second] = [G1.Point.BASE.multiply(a).toAffine(), G2.Point.BASE.multiply(b).toAffine()];
  const third = rest.multiply(fields.Fr.inv(delta)).toAffine();
  const { x, y } = second;
  return [first.x, first.y, x.c1, x.c0, y.c1, y.c0, third.x, third.y];
}
