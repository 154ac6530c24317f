import { FIELD, toLittleEndian } from "../../src/crypto/field.ts";
import { SectionWriter } from "../../src/validity/sections.ts";

const N8 = 32;
const PUBLIC = 5;
/** Terms of A, B and C of a constraint: as many as the ledger's circuits have on average, and as full. */
const TERMS = [5, 4, 1] as const;

type Term = readonly [signal: number, coefficient: bigint];

/**
 * A circuit of exactly `constraints` constraints and five public signals, with a witness, written without a compiler: for
 * measuring keys and proofs at sizes that take circom minutes. Each constraint multiplies two sums of earlier signals.
 */
export function writeSyntheticCircuit(constraints: number, r1csPath: string, witnessPath: string): void {
  // The number one; the public signals, the first of which is the result; two to begin with; one for each constraint but the last.
  const values: bigint[] = [1n, 0n, ...Array.from({ length: PUBLIC + 1 }, (_, i) => BigInt(5 + 2 * i))];
  const signals = values.length + constraints - 1;
  const witness = new BigUint64Array(signals * 4);
  const rows = 3 * constraints + constraints * (TERMS[0] + TERMS[1] + TERMS[2]) * 9;
  const words = new Uint32Array(rows);
  let at = 0;
  const put = (terms: readonly Term[]): void => {
    words[at++] = terms.length;
    for (const [signal, coefficient] of terms) {
      words[at++] = signal;
      words.set(new Uint32Array(toLittleEndian(coefficient).buffer), at);
      at += N8 / 4;
    }
  };
  for (let i = 0; i < constraints; i++) {
    const last = i === constraints - 1;
    const target = last ? 1 : values.length;
    const from = values.length - 1;
    const sum = (count: number, seed: bigint): Term[] =>
      Array.from({ length: count }, (_, k) => [
        k < 2 ? from - k : early(from - 37 * k, 1 + k),
        (seed * BigInt(k + 3)) ** 3n % FIELD,
      ]);
    const [a, b] = [sum(TERMS[0], 0xfedcba9876543210fedcba9876n), sum(TERMS[1], 0x123456789abcdef0123456789n)];
    const value = (terms: readonly Term[]): bigint =>
      terms.reduce((total, [signal, coefficient]) => total + coefficient * values[signal]!, 0n) % FIELD;
    const product = (value(a) * value(b)) % FIELD;
    values[target] = product;
    put(a);
    put(b);
    put([[target, 1n]]);
  }
  values.forEach((value, i) => {
    for (let k = 0; k < 4; k++) witness[4 * i + k] = BigInt.asUintN(64, value >> BigInt(64 * k));
  });
  write(r1csPath, "r1cs", header(signals, constraints), words);
  write(witnessPath, "wtns", witnessHeader(signals), witness);
}

/** No sum has a signal twice, which PLONK's set-up does not expect: the last of those that there are at the beginning is 7. */
function early(signal: number, otherwise: number): number {
  return signal > PUBLIC + 2 ? signal : otherwise;
}

function write(path: string, type: "r1cs" | "wtns", head: Uint8Array, body: Uint32Array | BigUint64Array): void {
  const writer = new SectionWriter(path, type, [
    [1, head.length],
    [2, body.byteLength],
  ]);
  writer.write(1, 0, head);
  writer.write(2, 0, new Uint8Array(body.buffer));
  writer.close();
}

function header(signals: number, constraints: number): Uint8Array {
  const bytes = new Uint8Array(4 + N8 + 16 + 8 + 4);
  const fields = new DataView(bytes.buffer);
  fields.setUint32(0, N8, true);
  bytes.set(toLittleEndian(FIELD), 4);
  [signals, 1, PUBLIC - 1, signals - PUBLIC - 1].forEach((value, i) => fields.setUint32(4 + N8 + 4 * i, value, true));
  fields.setBigUint64(4 + N8 + 16, BigInt(signals), true);
  fields.setUint32(4 + N8 + 24, constraints, true);
  return bytes;
}

function witnessHeader(signals: number): Uint8Array {
  const bytes = new Uint8Array(4 + N8 + 4);
  const fields = new DataView(bytes.buffer);
  fields.setUint32(0, N8, true);
  bytes.set(toLittleEndian(FIELD), 4);
  fields.setUint32(4 + N8, signals, true);
  return bytes;
}
