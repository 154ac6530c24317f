import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD, readLongs, writeLongs } from "../../src/crypto/field.ts";
import { mulmodOfLeaves } from "../../src/crypto/mulmod.ts";
import { Dice } from "../ledger/dice.ts";

const SEED = 77;
const ALL_ONES = 2n ** 256n - 1n;

function mulmod(a: bigint, b: bigint, m: bigint): bigint {
  const { operands, result, run } = mulmodOfLeaves;
  for (const [i, value] of [a, b, m].entries()) writeLongs(value, operands, 4 * i);
  run();
  return readLongs(result, 0);
}

/** Throws instead of an assertion for each: there are hundreds of thousands. */
function compare(a: bigint, b: bigint, m: bigint): void {
  const found = mulmod(a, b, m);
  const right = m === 0n ? 0n : (a * b) % m;
  if (found !== right) expect.fail(`${a} * ${b} mod ${m} is ${right}, not ${found}`);
}

describe("mulmod", () => {
  it("is right where limbs, words and quotients end", () => {
    const around = [29n, 58n, 64n, 203n, 232n, 255n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits, 2n ** bits + 1n]);
    const edges = [
      0n,
      1n,
      2n,
      3n,
      7n,
      FIELD,
      FIELD - 1n,
      2n ** 255n - 19n,
      ALL_ONES - 2n ** 232n,
      ALL_ONES - 1n,
      ALL_ONES,
    ];
    const values = [...edges, ...around];
    for (const a of values) for (const b of values) for (const m of values) compare(a, b, m);
  });

  it("is right for moduli of every length, products just below and just above multiples of them", () => {
    const dice = new Dice(SEED);
    for (let i = 0; i < 20_000; i++) {
      const m = dice.wide(1 + (i % 256));
      compare(dice.wide(256), dice.wide(256), m);
      compare(m, dice.wide(256), m);
      compare((m + ALL_ONES) % 2n ** 256n, (m + ALL_ONES) % 2n ** 256n, m);
      compare(m + 1n > ALL_ONES ? m : m + 1n, m, m);
    }
  });

  it("is right for many moduli in turn, more than are kept, and for those that share a place", () => {
    const dice = new Dice(SEED + 1);
    const moduli = Array.from(
      { length: 300 },
      (_, i) => ((dice.wide(255) << 32n) % 2n ** 256n) + (i % 3 === 0 ? 5n : BigInt(i)),
    );
    for (let round = 0; round < 3; round++) for (const m of moduli) compare(dice.wide(256), dice.wide(256), m);
  });
});
