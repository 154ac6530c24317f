import { FIELD, toLittleEndian } from "../crypto/field.ts";
import { type Curve, N8 } from "./curve.ts";
import { domainOf, type R1cs, TERM_WORDS } from "./r1cs.ts";

/** The secrets of a key, which nobody may know of a key that money depends on. */
export type Secrets = { readonly tau: bigint; readonly alpha: bigint; readonly beta: bigint; readonly delta: bigint };

/** The key in the exponent: 32 bytes for each scalar, not in Montgomery form. */
export type Scalars = {
  /** A_s(tau) and B_s(tau) for each signal s. */
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** beta * A_s + alpha * B_s + C_s: of the number one and the public signals; of the others, divided by delta. */
  readonly ic: Uint8Array;
  readonly c: Uint8Array;
  /** What carries the quotient: for each odd root of twice the domain its Lagrange polynomial at tau, over delta. */
  readonly h: Uint8Array;
};

/**
 * The polynomials of the circuit at tau. Constraint i has the i-th root of unity; after the constraints the number one and
 * each public signal have a row `signal * 0 = 0`, so that A's polynomials of those signals are independent. All that
 * follows snarkjs' prover, which knows the polynomials by their values at the roots.
 */
export function evaluate(curve: Curve, r1cs: R1cs, secrets: Secrets): Scalars {
  const domain = domainOf(r1cs);
  const { tau, alpha, beta, delta } = secrets;
  const columns = sumColumns(curve, r1cs, lagrange(curve, domain, 0, 1, tau, 1n));
  const [pAlpha, pBeta, pDelta] = [alpha, beta, inverse(delta)].map((value) => constant(curve, value)) as [
    number,
    number,
    number,
  ];
  const sums = curve.alloc(r1cs.signals * N8);
  const term = curve.alloc(N8);
  const { frm_mul: mul, frm_add: add } = curve.call;
  for (let s = 0; s < r1cs.signals; s++) {
    const sum = sums + s * N8;
    mul!(columns.a + s * N8, pBeta, sum);
    mul!(columns.b + s * N8, pAlpha, term);
    add!(sum, term, sum);
    add!(sum, columns.c + s * N8, sum);
    if (s > r1cs.publicSignals) mul!(sum, pDelta, sum);
  }
  const odd = lagrange(curve, 2 * domain, 1, 2, tau, inverse(delta));
  curve.call.frm_batchFromMontgomery!(odd, domain, odd);
  const read = (at: number, first: number, end: number): Uint8Array =>
    curve.bytes.slice(at + first * N8, at + end * N8);
  const known = r1cs.publicSignals + 1;
  return {
    a: read(columns.a, 0, r1cs.signals),
    b: read(columns.b, 0, r1cs.signals),
    ic: read(sums, 0, known),
    c: read(sums, known, r1cs.signals),
    h: read(odd, 0, domain),
  };
}

/** Addresses of the sums of each signal's coefficients times the constraint's Lagrange value, not in Montgomery form. */
function sumColumns(curve: Curve, r1cs: R1cs, basis: number): { a: number; b: number; c: number } {
  const { signals, constraints, publicSignals, words } = r1cs;
  const [a, b, c] = [0, 1, 2].map(() => curve.alloc(signals * N8)) as [number, number, number];
  const [coefficient, term] = [curve.alloc(N8), curve.alloc(N8)];
  const memory = curve.words;
  memory.fill(0, a / 4, (c + signals * N8) / 4);
  const { frm_mul: mul, frm_add: add, frm_fromMontgomery: fromMontgomery } = curve.call;
  let at = 0;
  for (let constraint = 0; constraint < constraints; constraint++) {
    for (const column of [a, b, c]) {
      for (let left = words[at++]!; left > 0; left--, at += TERM_WORDS) {
        for (let i = 0; i < 8; i++) memory[coefficient / 4 + i] = words[at + 1 + i]!;
        // A coefficient that is not in Montgomery form times a value that is: the product is not.
        mul!(coefficient, basis + constraint * N8, term);
        const sum = column + words[at]! * N8;
        add!(sum, term, sum);
      }
    }
  }
  for (let s = 0; s <= publicSignals; s++) {
    fromMontgomery!(basis + (constraints + s) * N8, term);
    add!(a + s * N8, term, a + s * N8);
  }
  return { a, b, c };
}

/**
 * Address of factor * L_j(tau), in Montgomery form, for every `step`-th root j from `first` on, of `order` roots w^j:
 * L_j(tau) = (tau^order - 1) / order * w^j / (tau - w^j).
 */
export function lagrange(
  curve: Curve,
  order: number,
  first: number,
  step: number,
  tau: bigint,
  factor: bigint,
): number {
  const count = order / step;
  const scale = (factor * (power(tau, order) - 1n) * inverse(BigInt(order))) % FIELD;
  const root = curve.alloc(N8);
  curve.bytes.set(curve.root(Math.log2(order)), root);
  const [pTau, stride, next] = [constant(curve, tau), constant(curve, 1n), constant(curve, 1n)];
  const { frm_mul: mul, frm_sub: sub } = curve.call;
  for (let i = 0; i < step; i++) mul!(stride, root, stride);
  for (let i = 0; i < first; i++) mul!(next, root, next);
  const [roots, distances, values] = [0, 1, 2].map(() => curve.alloc(count * N8)) as [number, number, number];
  for (let i = 0; i < count; i++) {
    curve.call.frm_copy!(next, roots + i * N8);
    sub!(pTau, next, distances + i * N8);
    mul!(next, stride, next);
  }
  curve.reserve((count + 2) * N8);
  curve.call.frm_batchInverse!(distances, N8, count, values, N8);
  const pScale = constant(curve, scale);
  for (let i = 0; i < count; i++) {
    mul!(values + i * N8, roots + i * N8, values + i * N8);
    mul!(values + i * N8, pScale, values + i * N8);
  }
  return values;
}

/** Address of a new number, in Montgomery form. */
function constant(curve: Curve, value: bigint): number {
  const at = curve.alloc(N8);
  curve.bytes.set(toLittleEndian(((value % FIELD) + FIELD) % FIELD), at);
  curve.call.frm_toMontgomery!(at, at);
  return at;
}

function inverse(value: bigint): bigint {
  return power(value, FIELD - 2n);
}

function power(base: bigint, exponent: bigint | number): bigint {
  let result = 1n;
  for (let square = base % FIELD, rest = BigInt(exponent); rest > 0n; rest >>= 1n, square = (square * square) % FIELD) {
    if ((rest & 1n) === 1n) result = (result * square) % FIELD;
  }
  return result;
}
