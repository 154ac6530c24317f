import { FIELD, fromBigEndian, toLittleEndian } from "../crypto/field.ts";
import { keccak256 } from "../crypto/keccak.ts";
import { Curve, N8 } from "./curve.ts";
import { FixedBase } from "./fixedBase.ts";
import { multiplyAll, type Job } from "./fixedBasePool.ts";
import { evaluate, type Scalars, type Secrets } from "./qap.ts";
import { domainOf, readR1cs, TERM_WORDS, type R1cs } from "./r1cs.ts";
import { SectionWriter } from "./sections.ts";
import { COEFFICIENT_SIZE, headerBytes, PROTOCOL, sizes, ZKEY } from "./zkey.ts";

/** Stands where other keys have the hash of their circuit in a ceremony, 64 bytes, and outlives later contributions. */
export const INSECURE_MARK = "INSECURE DEVELOPMENT KEY: ITS SECRETS ARE PUBLIC, ANYONE FORGES.";

/**
 * The secrets of every development key: the same for all circuits, and public. Whoever knows them proves anything, so a
 * key made from them is for tests and demonstrations on a local chain.
 */
export const DEVELOPMENT_SECRETS: Secrets = {
  tau: publicNumber("tau"),
  alpha: publicNumber("alpha"),
  beta: publicNumber("beta"),
  delta: publicNumber("delta"),
};

function publicNumber(name: string): bigint {
  return fromBigEndian(keccak256(new TextEncoder().encode(`assize insecure development key: ${name}`))) % FIELD;
}

/**
 * Writes the development key of a circuit: what a ceremony would lead to with these secrets, computed directly, in
 * snarkjs' format. The same bytes for the same circuit on every machine.
 * @throws ValidityError CIRCUIT_FILE_INVALID
 */
export async function writeDevelopmentKey(
  r1csPath: string,
  zkeyPath: string,
  progress: (share: number) => void = () => {},
): Promise<void> {
  const r1cs = readR1cs(r1csPath);
  const curve = await Curve.load();
  const scalars = evaluate(curve, r1cs, DEVELOPMENT_SECRETS);
  const shape = { ...r1cs, domain: domainOf(r1cs) };
  const count = countCoefficients(r1cs);
  const contributions = contributionBytes();
  const writer = new SectionWriter(zkeyPath, "zkey", [
    ...sizes(shape, count),
    [ZKEY.contributions, contributions.length],
  ]);
  try {
    writer.write(ZKEY.protocol, 0, u32(PROTOCOL.groth16));
    writer.write(ZKEY.header, 0, headerBytes(shape, keyPoints(curve)));
    writeCoefficients(curve, r1cs, count, (at, bytes) => writer.write(ZKEY.coefficients, at, bytes));
    writer.write(ZKEY.contributions, 0, contributions);
    await multiplyAll(curve, worksOf(scalars, writer), progress);
  } finally {
    writer.close();
  }
}

function worksOf({ a, b, ic, c, h }: Scalars, writer: SectionWriter) {
  const work = (section: number, group: Job["group"], scalars: Uint8Array) => ({
    group,
    scalars,
    store: (at: number, points: Uint8Array) => {
      writer.write(section, at * (group === "g1" ? 2 : 4) * N8, points);
    },
  });
  return [
    work(ZKEY.b2, "g2", b),
    work(ZKEY.ic, "g1", ic),
    work(ZKEY.a, "g1", a),
    work(ZKEY.b1, "g1", b),
    work(ZKEY.c, "g1", c),
    work(ZKEY.h, "g1", h),
  ];
}

/** alpha1, beta1, beta2, gamma2, delta1, delta2; gamma is 1, as in every key of snarkjs. */
function keyPoints(curve: Curve): Uint8Array[] {
  const { alpha, beta, delta } = DEVELOPMENT_SECRETS;
  const inG1 = new FixedBase(curve, "g1", 3);
  const inG2 = new FixedBase(curve, "g2", 3);
  const times = (group: FixedBase, value: bigint): Uint8Array => group.multiply(toLittleEndian(value));
  return [
    times(inG1, alpha),
    times(inG1, beta),
    times(inG2, beta),
    times(inG2, 1n),
    times(inG1, delta),
    times(inG2, delta),
  ];
}

/** A and B of each constraint, then the rows of the number one and the public signals. */
function countCoefficients({ constraints, publicSignals, words }: R1cs): number {
  let count = publicSignals + 1;
  for (let left = 3 * constraints, at = 0; left > 0; left--) {
    if (left % 3 !== 1) count += words[at]!;
    at += 1 + words[at]! * TERM_WORDS;
  }
  return count;
}

/** Coefficients written at a time. */
const BATCH = 65_536;
const COEFFICIENT_WORDS = COEFFICIENT_SIZE / 4;

function writeCoefficients(
  curve: Curve,
  { constraints, publicSignals, words }: R1cs,
  count: number,
  write: (at: number, bytes: Uint8Array) => void,
): void {
  const value = curve.alloc(N8);
  const memory = curve.words;
  const toMontgomery = curve.call.frm_toMontgomery!;
  const batch = new Uint32Array(BATCH * COEFFICIENT_WORDS);
  let [filled, written] = [0, 4];
  const flush = (): void => {
    const bytes = new Uint8Array(batch.buffer, 0, filled * COEFFICIENT_SIZE);
    write(written, bytes);
    written += bytes.length;
    filled = 0;
  };
  const put = (matrix: number, constraint: number, signal: number, from: Uint32Array, at: number): void => {
    const to = filled++ * COEFFICIENT_WORDS;
    batch[to] = matrix;
    batch[to + 1] = constraint;
    batch[to + 2] = signal;
    for (let i = 0; i < 8; i++) memory[value / 4 + i] = from[at + i]!;
    // The prover multiplies it by a witness that is not in Montgomery form and wants a product that is: twice.
    toMontgomery(value, value);
    toMontgomery(value, value);
    for (let i = 0; i < 8; i++) batch[to + 3 + i] = memory[value / 4 + i]!;
    if (filled === BATCH) flush();
  };
  write(0, u32(count));
  let at = 0;
  for (let constraint = 0; constraint < constraints; constraint++) {
    for (const matrix of [0, 1]) {
      for (let left = words[at++]!; left > 0; left--, at += TERM_WORDS)
        put(matrix, constraint, words[at]!, words, at + 1);
    }
    at += 1 + words[at]! * TERM_WORDS;
  }
  const one = Uint32Array.of(1, 0, 0, 0, 0, 0, 0, 0);
  for (let signal = 0; signal <= publicSignals; signal++) put(0, constraints + signal, signal, one, 0);
  flush();
}

/** The hash of the circuit, which here is none, and no contribution. */
function contributionBytes(): Uint8Array {
  const bytes = new Uint8Array(64 + 4);
  bytes.set(new TextEncoder().encode(INSECURE_MARK));
  return bytes;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
