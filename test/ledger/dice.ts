import { random } from "../helpers/random.ts";

/** Draws from a seed what random batches are made of. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = random(seed);
  }

  /** A number from 0 to limit - 1. */
  below(limit: number): number {
    return Math.floor((this.#next() / 2 ** 32) * limit);
  }

  /** True once in `n` times. */
  chance(n: number): boolean {
    return this.below(n) === 0;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** A number of so many bits. */
  wide(bits: number): bigint {
    let value = 0n;
    for (let got = 0; got < bits; got += 32) value = (value << 32n) + BigInt(this.#next());
    return BigInt.asUintN(bits, value);
  }
}
