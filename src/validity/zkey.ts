import { FIELD, fromLittleEndian, toLittleEndian } from "../crypto/field.ts";
import { N8 } from "./curve.ts";
import { SectionFile } from "./sections.ts";
import type { Decimal } from "./snarkjs.ts";

/** Sections of a Groth16 key of snarkjs. */
export const ZKEY = {
  protocol: 1,
  header: 2,
  ic: 3,
  coefficients: 4,
  a: 5,
  b1: 6,
  b2: 7,
  c: 8,
  h: 9,
  contributions: 10,
} as const;

export const PROTOCOL = { groth16: 1, plonk: 2, fflonk: 10 } as const;

/** Order of the field that BN254's points have their coordinates in. */
export const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Coordinates and the one that says that they are affine, as snarkjs has them in JSON; of G2 the real part first. */
export type G1 = readonly [Decimal, Decimal, Decimal];
export type G2 = readonly [readonly [Decimal, Decimal], readonly [Decimal, Decimal], readonly [Decimal, Decimal]];

/** What checks a Groth16 proof, in the form that snarkjs reads. */
export type VerificationKey = {
  readonly protocol: "groth16";
  readonly curve: "bn128";
  readonly nPublic: number;
  readonly vk_alpha_1: G1;
  readonly vk_beta_2: G2;
  readonly vk_gamma_2: G2;
  readonly vk_delta_2: G2;
  readonly IC: readonly G1[];
};

/** What a key says of the circuit that it was made for. */
export type ZkeyHeader = {
  readonly signals: number;
  readonly publicSignals: number;
  readonly domain: number;
  readonly key: VerificationKey;
};

const POINT = 2 * N8;
/** alpha, beta, delta in G1; beta, gamma, delta in G2. */
const KEY_POINTS = 3 * POINT + 3 * 2 * POINT;
export const HEADER_SIZE = 2 * (4 + N8) + 3 * 4 + KEY_POINTS;

/**
 * Reads the header of a Groth16 key and holds the size of every section against it: a key that passes is whole.
 * @throws ValidityError ZKEY_MISSING, ZKEY_INVALID
 */
export function readZkey(path: string): ZkeyHeader {
  return SectionFile.read(path, "zkey", (file) => {
    const protocol = new DataView(file.bytes(ZKEY.protocol, 4).buffer).getUint32(0, true);
    if (protocol !== PROTOCOL.groth16) file.refuse(`It is a key of protocol ${protocol}, not of Groth16 (1)`);
    const bytes = file.bytes(ZKEY.header, HEADER_SIZE);
    if (bytes.length !== HEADER_SIZE) file.refuse(`Its header has ${bytes.length} bytes`);
    const fields = new DataView(bytes.buffer);
    const primes = [4, 8 + N8].map((at) => fromLittleEndian(bytes.subarray(at, at + N8)));
    if (primes[0] !== BASE_FIELD || primes[1] !== FIELD) file.refuse("It is over another curve than BN254");
    const [signals, publicSignals, domain] = [0, 4, 8].map((at) => fields.getUint32(2 * (4 + N8) + at, true));
    const header = { signals: signals!, publicSignals: publicSignals!, domain: domain! };
    const coefficients = (file.section(ZKEY.coefficients).size - 4) / COEFFICIENT_SIZE;
    if (!Number.isInteger(coefficients)) file.refuse("Its coefficients end within one");
    for (const [id, size] of sizes(header, coefficients)) {
      const found = file.section(id).size;
      if (found !== size) file.refuse(`Section ${id} has ${found} bytes where ${size} are due`);
    }
    const points = bytes.subarray(HEADER_SIZE - KEY_POINTS);
    const ic = file.bytes(ZKEY.ic);
    const key = {
      protocol: "groth16",
      curve: "bn128",
      nPublic: header.publicSignals,
      vk_alpha_1: g1(points, 0),
      vk_beta_2: g2(points, 2 * POINT),
      vk_gamma_2: g2(points, 4 * POINT),
      vk_delta_2: g2(points, 7 * POINT),
      IC: Array.from({ length: header.publicSignals + 1 }, (_, i) => g1(ic, i * POINT)),
    } as const;
    return { ...header, key };
  });
}

/** Bytes of a coefficient: its matrix, constraint and signal, its value. */
export const COEFFICIENT_SIZE = 12 + N8;

type Shape = { readonly signals: number; readonly publicSignals: number; readonly domain: number };

/** Sizes of the sections whose sizes follow from those of the circuit. */
export function sizes({ signals, publicSignals, domain }: Shape, coefficients: number): [id: number, size: number][] {
  const known = publicSignals + 1;
  return [
    [ZKEY.protocol, 4],
    [ZKEY.header, HEADER_SIZE],
    [ZKEY.ic, known * POINT],
    [ZKEY.coefficients, 4 + coefficients * COEFFICIENT_SIZE],
    [ZKEY.a, signals * POINT],
    [ZKEY.b1, signals * POINT],
    [ZKEY.b2, signals * 2 * POINT],
    [ZKEY.c, (signals - known) * POINT],
    [ZKEY.h, domain * POINT],
  ];
}

/** @param points alpha1, beta1, beta2, gamma2, delta1, delta2, as the curve has them */
export function headerBytes(shape: Shape, points: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(HEADER_SIZE);
  const fields = new DataView(bytes.buffer);
  fields.setUint32(0, N8, true);
  bytes.set(toLittleEndian(BASE_FIELD), 4);
  fields.setUint32(4 + N8, N8, true);
  bytes.set(toLittleEndian(FIELD), 8 + N8);
  [shape.signals, shape.publicSignals, shape.domain].forEach((value, i) => {
    fields.setUint32(2 * (4 + N8) + 4 * i, value, true);
  });
  let at = HEADER_SIZE - KEY_POINTS;
  for (const point of points) {
    bytes.set(point, at);
    at += point.length;
  }
  return bytes;
}

/** Coordinates are kept in Montgomery form: times 2^256. */
function coordinate(bytes: Uint8Array, at: number): Decimal {
  return ((fromLittleEndian(bytes.subarray(at, at + N8)) * OUT_OF_MONTGOMERY) % BASE_FIELD).toString();
}

/** 2^-256, as a power of 2: the base field's order minus one divides out. */
const OUT_OF_MONTGOMERY = inverseOf(2n ** 256n % BASE_FIELD);

function inverseOf(value: bigint): bigint {
  let [a, b, x, y] = [value, BASE_FIELD, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % BASE_FIELD) + BASE_FIELD) % BASE_FIELD;
}

export function g1(bytes: Uint8Array, at: number): G1 {
  return [coordinate(bytes, at), coordinate(bytes, at + N8), "1"];
}

export function g2(bytes: Uint8Array, at: number): G2 {
  const pair = (from: number): readonly [Decimal, Decimal] => [coordinate(bytes, from), coordinate(bytes, from + N8)];
  return [pair(at), pair(at + POINT), ["1", "0"]];
}
