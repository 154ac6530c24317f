import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD } from "../../src/crypto/field.ts";
import { isPoseidonArity, poseidon } from "../../src/crypto/poseidon.ts";
import { referencePoseidon } from "../../scripts/fuzz/oracle.ts";

describe("poseidon", () => {
  for (const n of [2, 4, 5]) {
    it(`of ${n} is circomlib's`, () => {
      for (const first of [0n, 1n, FIELD - 1n, 2n ** 200n]) {
        const inputs = Array.from({ length: n }, (_, i) => (first + BigInt(i) * 7n) % FIELD);
        expect(poseidon(inputs)).to.equal(referencePoseidon(inputs));
      }
    });
  }

  it("other arities are none of the machine's", () => {
    expect([-1, 0, 1, 2, 3, 4, 5, 6, 16].filter(isPoseidonArity)).to.deep.equal([2, 4, 5]);
  });

  it("leaves its inputs as they were", () => {
    const inputs = Object.freeze([1n, 2n]);
    expect(() => poseidon(inputs)).to.not.throw();
  });
});
