import { bn254 } from "@noble/curves/bn254.js";
import { FIELD, toBigEndian } from "../crypto/field.ts";
import { concatBytes } from "../crypto/bytes.ts";
import { toHex, type Hex } from "../types/hex.ts";
import type { ProofSystem } from "./proofSystem.ts";
import { setup } from "./setup.ts";
import type { Decimal, SnarkjsProof } from "./snarkjs.ts";
import { runSnarkjs } from "./snarkjsRun.ts";
import { BASE_FIELD, readZkey, type G1, type G2, type VerificationKey } from "./zkey.ts";

type Points = { readonly pi_a: G1; readonly pi_b: G2; readonly pi_c: G1 };

/** What production uses: the fastest prover and the smallest proofs, at the price of a ceremony for each circuit. */
export const groth16: ProofSystem<VerificationKey> = {
  name: "groth16",

  verificationKey: async (zkey) => readZkey(zkey).key,

  setup: (...files) => setup("groth16", ...files),

  prove: (zkey, witness, onProgress) => runSnarkjs("prove", ["groth16", zkey, witness], onProgress),

  /** The pairing of noble, not of snarkjs: who makes a proof is not who checks it. */
  async verify(key, { inputs, proof }) {
    if (inputs.length !== key.nPublic || !inputs.every((input) => isBelow(input, FIELD))) return false;
    const points = pointsOf(proof);
    if (points === undefined) return false;
    const [first, ...rest] = key.IC.map(toG1);
    const combined = rest.reduce((sum, point, i) => sum.add(times(point, BigInt(inputs[i]!))), first!);
    const product = bn254.pairingBatch([
      { g1: points.a, g2: points.b },
      { g1: toG1(key.vk_alpha_1).negate(), g2: toG2(key.vk_beta_2) },
      { g1: combined.negate(), g2: toG2(key.vk_gamma_2) },
      { g1: points.c.negate(), g2: toG2(key.vk_delta_2) },
    ]);
    return bn254.fields.Fp12.eql(product, bn254.fields.Fp12.ONE);
  },

  calldata: async ({ proof }) => encode(proof as Points),
};

/** The eight words that contracts/validity/Groth16Verifier.sol takes. */
function encode({ pi_a, pi_b, pi_c }: Points): Hex {
  const [[x0, x1], [y0, y1]] = pi_b;
  const words = [pi_a[0], pi_a[1], x1, x0, y1, y0, pi_c[0], pi_c[1]];
  return toHex(concatBytes(words.map((word) => toBigEndian(BigInt(word)))));
}

type Point1 = typeof bn254.G1.Point.BASE;
type Point2 = typeof bn254.G2.Point.BASE;

/** Undefined unless all three are points of their groups, none the neutral one. */
function pointsOf(proof: SnarkjsProof): { a: Point1; b: Point2; c: Point1 } | undefined {
  const { pi_a, pi_b, pi_c } = proof as Points;
  try {
    const coordinates = [pi_a, pi_b, pi_c].flat(2);
    if (!coordinates.every((coordinate) => isBelow(coordinate, BASE_FIELD))) return undefined;
    const [a, b, c] = [toG1(pi_a), toG2(pi_b), toG1(pi_c)];
    for (const point of [a, b, c]) point.assertValidity();
    return b.isTorsionFree() ? { a, b, c } : undefined;
  } catch {
    return undefined;
  }
}

function isBelow(number: Decimal, bound: bigint): boolean {
  return /^\d+$/.test(number) && BigInt(number) < bound;
}

function times(point: Point1, scalar: bigint): Point1 {
  return scalar === 0n ? bn254.G1.Point.ZERO : point.multiply(scalar);
}

function toG1([x, y]: G1): Point1 {
  return bn254.G1.Point.fromAffine({ x: BigInt(x), y: BigInt(y) });
}

function toG2([x, y]: G2): Point2 {
  const pair = ([c0, c1]: readonly [Decimal, Decimal]): { c0: bigint; c1: bigint } => ({
    c0: BigInt(c0),
    c1: BigInt(c1),
  });
  return bn254.G2.Point.fromAffine({ x: pair(x), y: pair(y) });
}
