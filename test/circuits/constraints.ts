import { FIELD } from "../../src/crypto/field.ts";
import { readR1cs } from "../../src/validity/r1cs.ts";

/*
 * A checker of ours for what circom compiled to: which constraints A * B = C does a witness satisfy, and which would it
 * still satisfy with one signal changed. snarkjs is not asked.
 */

type Part = 0 | 1 | 2;
/** A, B and C of a constraint: their values, or what a signal counts in them. */
export type Triple = [bigint, bigint, bigint];

export class Constraints {
  readonly count: number;
  readonly signals: number;
  /** Signals that a statement consists of; the number one is not counted. */
  readonly publicSignals: number;
  /** Of term i: the constraint * 3 + part, and the signal. Terms of a signal follow each other. */
  readonly #rows: Uint32Array;
  readonly #coefficients: bigint[];
  /** Terms of signal s are those from #starts[s] to #starts[s + 1]. */
  readonly #starts: Uint32Array;
  /** The same of a constraint's terms, which are numbered otherwise. */
  readonly #byRow: Uint32Array;
  readonly #rowStarts: Uint32Array;
  readonly #signalOf: Uint32Array;

  constructor(path: string) {
    const { constraints, signals, publicSignals, words } = readR1cs(path);
    this.count = constraints;
    this.signals = signals;
    this.publicSignals = publicSignals;
    const terms: number[] = [];
    this.#rowStarts = new Uint32Array(3 * constraints + 1);
    for (let row = 0, at = 0; row < 3 * constraints; row++) {
      const count = words[at++]!;
      for (let i = 0; i < count; i++, at += 9) terms.push(at);
      this.#rowStarts[row + 1] = terms.length;
    }
    const known = new Map<string, bigint>();
    const counts = new Uint32Array(signals + 2);
    for (const at of terms) counts[words[at]! + 1]!++;
    for (let s = 0; s <= signals; s++) counts[s + 1]! += counts[s]!;
    this.#starts = counts.slice();
    this.#rows = new Uint32Array(terms.length);
    this.#signalOf = new Uint32Array(terms.length);
    this.#byRow = new Uint32Array(terms.length);
    this.#coefficients = Array.from({ length: terms.length }, () => 0n);
    let row = 0;
    for (const [i, at] of terms.entries()) {
      while (i >= this.#rowStarts[row + 1]!) row++;
      const place = counts[words[at]!]!++;
      this.#rows[place] = row;
      this.#signalOf[place] = words[at]!;
      this.#byRow[i] = place;
      const key = words.subarray(at + 1, at + 9).join();
      let coefficient = known.get(key);
      if (coefficient === undefined) {
        coefficient = 0n;
        for (let j = 7; j >= 0; j--) coefficient = (coefficient << 32n) + BigInt(words[at + 1 + j]!);
        known.set(key, coefficient);
      }
      this.#coefficients[place] = coefficient;
    }
  }

  /** A, B and C of every constraint, one after the other. */
  evaluate(witness: readonly bigint[]): bigint[] {
    const values = Array.from({ length: 3 * this.count }, () => 0n);
    for (let s = 0; s < this.signals; s++) {
      for (const [row, coefficient] of this.terms(s)) values[row]! += coefficient * witness[s]!;
    }
    return values.map((value) => value % FIELD);
  }

  /** The first constraint that does not hold; undefined if all do. */
  firstBroken(witness: readonly bigint[]): number | undefined {
    const values = this.evaluate(witness);
    for (let i = 0; i < this.count; i++) if (!holds(values, i)) return i;
    return undefined;
  }

  /** Whether every constraint with this signal would hold with `delta` added to it, given the values without. */
  toleratesChange(values: readonly bigint[], signal: number, delta: bigint): boolean {
    for (const [a, b, c] of this.changed(values, signal, delta).values()) if ((a * b - c) % FIELD !== 0n) return false;
    return true;
  }

  /** A, B and C, with `delta` added to the signal, of the constraints that it is in. `newer` goes before `values`. */
  changed(
    values: readonly bigint[],
    signal: number,
    delta: bigint,
    newer: ReadonlyMap<number, Triple> = new Map(),
  ): Map<number, Triple> {
    const found = new Map<number, Triple>();
    for (const [row, coefficient] of this.terms(signal)) {
      const constraint = Math.floor(row / 3);
      const triple = found.get(constraint) ?? [...(newer.get(constraint) ?? tripleOf(values, constraint))];
      triple[(row % 3) as Part] = (triple[(row % 3) as Part] + coefficient * delta) % FIELD;
      found.set(constraint, triple);
    }
    return found;
  }

  /** The signals in a constraint with their coefficients in A, B and C. */
  signalsIn(constraint: number): Map<number, Triple> {
    const found = new Map<number, Triple>();
    for (let part = 0; part < 3; part++) {
      const row = 3 * constraint + part;
      for (let i = this.#rowStarts[row]!; i < this.#rowStarts[row + 1]!; i++) {
        const term = this.#byRow[i]!;
        const signal = this.#signalOf[term]!;
        const triple: Triple = found.get(signal) ?? [0n, 0n, 0n];
        triple[part as Part] = this.#coefficients[term]!;
        found.set(signal, triple);
      }
    }
    return found;
  }

  /** Constraints times 3 plus part, and coefficient, of each term with this signal. */
  *terms(signal: number): Generator<readonly [row: number, coefficient: bigint]> {
    for (let i = this.#starts[signal]!; i < this.#starts[signal + 1]!; i++)
      yield [this.#rows[i]!, this.#coefficients[i]!];
  }
}

function holds(values: readonly bigint[], constraint: number): boolean {
  const [a, b, c] = tripleOf(values, constraint);
  return (a * b - c) % FIELD === 0n;
}

function tripleOf(values: readonly bigint[], constraint: number): Triple {
  return values.slice(3 * constraint, 3 * constraint + 3) as Triple;
}
