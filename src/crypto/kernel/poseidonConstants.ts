import { FIELD } from "../field.ts";

/*
 * The constants of Poseidon (Grassi et al., eprint 2019/458) for circomlib's parameters, made from the paper's own
 * generator rather than kept as a table, and brought into the form that computes least.
 */

/** Rounds that raise every element to the fifth power, half of them at each end. */
export const FULL_ROUNDS = 8;
/** Rounds that raise the first only, by the width of the state (the paper's table, as circomlib has it). */
const PARTIAL_ROUNDS: Readonly<Record<number, number>> = { 3: 57, 5: 60, 6: 60 };
const FIELD_BITS = 254;

type Matrix = readonly (readonly bigint[])[];

/** A partial round: new first element by `row`; to every other the first is added, times its place in `column`. */
type SparseRound = { readonly row: readonly bigint[]; readonly column: readonly bigint[] };

/** Poseidon for one width, every partial round made sparse. */
export type PoseidonConstants = {
  /** Added before each full round. */
  readonly full: readonly (readonly bigint[])[];
  /** Added to the first element before each partial round. */
  readonly partial: readonly bigint[];
  /** Ends a full round. */
  readonly mix: Matrix;
  /** Ends the last full round before the partial ones, in place of `mix`. */
  readonly mixToPartial: Matrix;
  readonly sparse: readonly SparseRound[];
};

/** @param width elements of the state: 3, 5 or 6 */
export function poseidonConstants(width: number): PoseidonConstants {
  const partialRounds = PARTIAL_ROUNDS[width]!;
  const grain = new Grain(width, partialRounds);
  const rounds = Array.from({ length: FULL_ROUNDS + partialRounds }, () =>
    Array.from({ length: width }, () => grain.element()),
  );
  const mix = cauchy(Array.from({ length: 2 * width }, () => grain.word() % FIELD));
  const first = FULL_ROUNDS / 2;
  // What a partial round adds to elements that it does not raise may as well be added after it, mixed.
  for (let r = first; r < first + partialRounds; r++) {
    const moved = apply(mix, [0n, ...rounds[r]!.slice(1)]);
    rounds[r + 1] = rounds[r + 1]!.map((constant, i) => modulo(constant + moved[i]!));
  }
  const { sparse, before } = sparseRounds(mix, partialRounds);
  return {
    full: [...rounds.slice(0, first), ...rounds.slice(first + partialRounds)],
    partial: rounds.slice(first, first + partialRounds).map(([constant]) => constant!),
    mix,
    mixToPartial: before,
    sparse,
  };
}

/**
 * Splits each round's matrix in one that leaves the first element alone and a sparse one after it. The former may as well
 * come before the round's power, and so joins the matrix of the round before.
 */
function sparseRounds(mix: Matrix, count: number): { sparse: SparseRound[]; before: Matrix } {
  const sparse: SparseRound[] = [];
  let before = mix;
  for (let round = 0; round < count; round++) {
    const inner = before.slice(1).map((row) => row.slice(1));
    const [corner, ...top] = before[0]!;
    sparse.unshift({
      row: [corner!, ...apply(transposed(inverted(inner)), top)],
      column: before.slice(1).map(([left]) => left!),
    });
    before = [mix[0]!, ...product(inner, mix.slice(1))];
  }
  return { sparse, before };
}

/** 1 / (x_i + y_j): every minor of such a matrix can be inverted. */
function cauchy(places: readonly bigint[]): Matrix {
  const width = places.length / 2;
  return places.slice(0, width).map((x) => places.slice(width).map((y) => inverse(modulo(x + y))));
}

const REGISTER_BITS = 80;
/** What a new bit is the sum of, by how long ago they came in. */
const TAPS = [62, 51, 38, 23, 13, 0] as const;

/** The paper's generator: a shift register that begins with the parameters and is thinned out by its own bits. */
class Grain {
  readonly #register: Uint8Array;
  #at = 0;

  constructor(width: number, partialRounds: number) {
    const begin = [
      [2, 1],
      [4, 0],
      [12, FIELD_BITS],
      [12, width],
      [10, FULL_ROUNDS],
      [10, partialRounds],
      [30, 2 ** 30 - 1],
    ] as const;
    this.#register = Uint8Array.from(
      begin.flatMap(([bits, value]) => Array.from({ length: bits }, (_, i) => (value >>> (bits - 1 - i)) & 1)),
    );
    for (let i = 0; i < 2 * REGISTER_BITS; i++) this.#shift();
  }

  /** A number of 254 bits. */
  word(): bigint {
    let bits = "0b";
    while (bits.length < FIELD_BITS + 2) {
      const isTaken = this.#shift() === 1;
      const bit = this.#shift();
      if (isTaken) bits += bit;
    }
    return BigInt(bits);
  }

  /** A field element: the first number that is one. */
  element(): bigint {
    for (;;) {
      const word = this.word();
      if (word < FIELD) return word;
    }
  }

  #shift(): number {
    const at = this.#at;
    let bit = 0;
    for (const tap of TAPS) bit ^= this.#register[(at + tap) % REGISTER_BITS]!;
    this.#register[at] = bit;
    this.#at = (at + 1) % REGISTER_BITS;
    return bit;
  }
}

function apply(matrix: Matrix, vector: readonly bigint[]): bigint[] {
  return matrix.map((row) => modulo(row.reduce((sum, entry, i) => sum + entry * vector[i]!, 0n)));
}

function product(a: Matrix, b: Matrix): Matrix {
  const columns = transposed(b);
  return a.map((row) => apply(columns, row));
}

function transposed(matrix: Matrix): Matrix {
  return matrix[0]!.map((_, i) => matrix.map((row) => row[i]!));
}

/** Gauss and Jordan; of an invertible matrix. */
function inverted(matrix: Matrix): Matrix {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1n : 0n))]);
  for (let at = 0; at < size; at++) {
    const pivot = rows.findIndex((row, i) => i >= at && row[at] !== 0n);
    [rows[at], rows[pivot]] = [rows[pivot]!, rows[at]!];
    const scale = inverse(rows[at]![at]!);
    rows[at] = rows[at]!.map((entry) => modulo(entry * scale));
    rows.forEach((row, i) => {
      const factor = row[at]!;
      if (i !== at && factor !== 0n) rows[i] = row.map((entry, j) => modulo(entry - factor * rows[at]![j]!));
    });
  }
  return rows.map((row) => row.slice(size));
}

/** Euclid's; of a number that is not 0 in the field. */
function inverse(value: bigint): bigint {
  let [high, low, x, y] = [FIELD, value, 0n, 1n];
  while (low > 0n) {
    const quotient = high / low;
    [high, low, x, y] = [low, high - quotient * low, y, x - quotient * y];
  }
  return modulo(x);
}

function modulo(value: bigint): bigint {
  const rest = value % FIELD;
  return rest < 0n ? rest + FIELD : rest;
}
