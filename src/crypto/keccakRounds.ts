import type { Code } from "../wasm/code.ts";
import { OP, VOID } from "../wasm/opcodes.ts";
import type { Words } from "./keccakWords.ts";

/*
 * keccak-f[1600] (FIPS 202, 3.3) as WebAssembly. Lane (x, y) of the standard is lane x + 5y here. The first round takes in
 * what is known of the input, the last makes no more than is wanted, and the others go round in a loop by twos: unrolled
 * they would leave the processor's cache of decoded instructions (measured: no faster with vectors, a tenth slower without,
 * and six times the code to compile).
 */

/** A lane of the input: a local, or known when the code is made. */
export type Lane = number | bigint;

/** Where the code has its locals, and the round constants. */
export type Places = {
  /** First of `LOCALS` locals of the words' type. */
  readonly first: number;
  /** A local of type i32. */
  readonly counter: number;
  /** Address of `ROUND_CONSTANTS` in memory, little-endian. */
  readonly table: number;
};

const WIDTH = 5;
const LANES = WIDTH * WIDTH;
const ROUNDS = 24;
const LANE_BYTES = 8;
/** Rounds before the loop, and in one turn of it. */
const [BEFORE, TURN] = [1, 2];

/** Two states, of which each round makes one from the other; column parities; what a column gets; a row; one to spare. */
export const LOCALS = 2 * LANES + 3 * WIDTH + 1;

/** FIPS 202, 3.2.5: bit 2^j - 1 of the constant of round i is bit 7i + j that a shift register puts out. */
export const ROUND_CONSTANTS: readonly bigint[] = roundConstants();

/** FIPS 202, 3.2.2: by how many bits each lane turns. */
const TURNS: readonly number[] = turns();

/** Local that may hold lane `i` of the input. */
export function inputLocal({ first }: Pick<Places, "first">, i: number): number {
  return first + LANES + i;
}

/**
 * Emits the permutation.
 * @param lanes the 25 of the input
 * @param wanted lanes of the output that are made, at most 5 from the first on
 * @returns the locals that hold them
 */
export function permute(code: Code, words: Words, lanes: readonly Lane[], places: Places, wanted: number): number[] {
  const { first, counter, table } = places;
  const even = Array.from({ length: LANES }, (_, i) => first + i);
  const odd = Array.from({ length: LANES }, (_, i) => inputLocal(places, i));
  const known = (index: number) => () => words.constant(code, ROUND_CONSTANTS[index]!);
  const [start, end] = [table + BEFORE * LANE_BYTES, table + (ROUNDS - 1) * LANE_BYTES];

  round(code, words, lanes, even, places, known(0));
  code.const(start);
  code.set(counter);
  code.open(OP.loop, VOID);
  for (let i = 0; i < TURN; i++) {
    const [from, to] = i % 2 === 0 ? [even, odd] : [odd, even];
    round(code, words, from, to, places, () => {
      code.get(counter);
      code.memory(words.loadShared, i * LANE_BYTES);
    });
  }
  code.get(counter);
  code.const(TURN * LANE_BYTES);
  code.op(OP["i32.add"]);
  code.tee(counter);
  code.const(end);
  code.op(OP["i32.lt_u"]);
  code.brIf(0);
  code.end();
  const last = odd.slice(0, wanted);
  round(code, words, even, last, places, known(ROUNDS - 1));
  return last;
}

/** One round, row by row, so that few lanes are at hand at a time. `to`: the lanes to make, all or some of the first row. */
function round(
  code: Code,
  words: Words,
  from: readonly Lane[],
  to: readonly number[],
  { first }: Places,
  constant: () => void,
): void {
  const parity = first + 2 * LANES;
  const [given, row, spare] = [parity + WIDTH, parity + 2 * WIDTH, parity + 3 * WIDTH];
  for (let x = 0; x < WIDTH; x++) {
    xor(
      code,
      words,
      from.filter((_, lane) => lane % WIDTH === x),
    );
    code.set(parity + x);
  }
  for (let x = 0; x < WIDTH; x++) {
    code.get(parity + ((x + 1) % WIDTH));
    words.rotate(code, 1, spare);
    code.get(parity + ((x + 4) % WIDTH));
    code.op(words.xor);
    code.set(given + x);
  }
  for (let y = 0; y < Math.ceil(to.length / WIDTH); y++) {
    for (let x = 0; x < WIDTH; x++) {
      // The lane that moves to (x, y).
      const lane = ((x + 3 * y) % WIDTH) + WIDTH * x;
      xor(code, words, [from[lane]!, given + (lane % WIDTH)]);
      if (TURNS[lane] !== 0) words.rotate(code, TURNS[lane]!, spare);
      code.set(row + x);
    }
    for (const [x, made] of to.slice(y * WIDTH, (y + 1) * WIDTH).entries()) {
      code.get(row + x);
      words.andNot(code, row + ((x + 1) % WIDTH), row + ((x + 2) % WIDTH));
      code.op(words.xor);
      if (x === 0 && y === 0) {
        constant();
        code.op(words.xor);
      }
      code.set(made);
    }
  }
}

/** Puts the sum of lanes on the stack. */
function xor(code: Code, words: Words, lanes: readonly Lane[]): void {
  const known = lanes.filter((lane) => typeof lane === "bigint").reduce((sum, lane) => sum ^ lane, 0n);
  const terms = lanes.filter((lane) => typeof lane === "number").map((local) => () => code.get(local));
  if (known !== 0n || terms.length === 0) terms.push(() => words.constant(code, known));
  for (const [i, put] of terms.entries()) {
    put();
    if (i > 0) code.op(words.xor);
  }
}

function roundConstants(): bigint[] {
  let register = 1;
  return Array.from({ length: ROUNDS }, () => {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (register & 1) constant |= 1n << BigInt(2 ** j - 1);
      register = ((register << 1) ^ ((register >>> 7) * 0x171)) & 0xff;
    }
    return constant;
  });
}

function turns(): number[] {
  const found = Array.from({ length: LANES }, () => 0);
  let [x, y] = [1, 0];
  for (let t = 0; t < LANES - 1; t++) {
    found[x + WIDTH * y] = (((t + 1) * (t + 2)) / 2) % 64;
    [x, y] = [y, (2 * x + 3 * y) % WIDTH];
  }
  return found;
}
