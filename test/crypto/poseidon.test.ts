import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD, fromWords, toWords } from "../../src/crypto/field.ts";
import { isPoseidonArity, poseidon, poseidonOfLeaves } from "../../src/crypto/poseidon.ts";
import { referencePoseidon } from "../../scripts/fuzz/oracle.ts";
import { Dice } from "../ledger/dice.ts";

const SEED = 23;

describe("poseidon", () => {
  for (const n of [2, 4, 5]) {
    it(`of ${n} is circomlib's`, () => {
      for (const first of [0n, 1n, FIELD - 1n, 2n ** 200n]) {
        const inputs = Array.from({ length: n }, (_, i) => (first + BigInt(i) * 7n) % FIELD);
        expect(poseidon(inputs)).to.equal(referencePoseidon(inputs));
      }
    });

    it(`of ${n} is circomlib's for extremes and at random, seed ${SEED}`, () => {
      const dice = new Dice(SEED);
      for (let i = 0; i < 40; i++) {
        const some = (): bigint =>
          [0n, FIELD - 1n, 2n ** 29n - 1n, dice.wide(254) % FIELD][i < 20 ? dice.below(4) : 3]!;
        const inputs = Array.from({ length: n }, some);
        expect(poseidon(inputs)).to.equal(referencePoseidon(inputs));
      }
    });

    it(`of ${n} leaves refuses what is not below the field, in every place`, () => {
      const { inputs, run } = poseidonOfLeaves(n);
      for (const bad of [FIELD, FIELD + 1n, 2n ** 254n, 2n ** 256n - 1n]) {
        for (let at = 0; at < n; at++) {
          inputs.set(toWords(...Array.from({ length: n }, (_, i) => (i === at ? bad : FIELD - 1n))));
          expect(run()).to.equal(0);
        }
      }
      inputs.set(toWords(...Array.from({ length: n }, () => FIELD - 1n)));
      expect(run()).to.equal(1);
    });
  }

  it("leaves the inputs of the leaves' form as they were", () => {
    const { inputs, hash, run } = poseidonOfLeaves(2);
    inputs.set(toWords(3n, FIELD - 1n));
    run();
    expect(inputs).to.deep.equal(toWords(3n, FIELD - 1n));
    expect(fromWords(hash)).to.deep.equal([referencePoseidon([3n, FIELD - 1n])]);
  });

  it("takes numbers beyond the field for what they are modulo it", () => {
    expect(poseidon([FIELD + 1n, -1n])).to.equal(referencePoseidon([1n, FIELD - 1n]));
    expect(poseidon([2n ** 300n, 0n])).to.equal(referencePoseidon([2n ** 300n % FIELD, 0n]));
  });

  it("other arities are none of the machine's", () => {
    expect([-1, 0, 1, 2, 3, 4, 5, 6, 16].filter(isPoseidonArity)).to.deep.equal([2, 4, 5]);
  });

  it("leaves its inputs as they were", () => {
    const inputs = Object.freeze([1n, 2n]);
    expect(() => poseidon(inputs)).to.not.throw();
  });
});
