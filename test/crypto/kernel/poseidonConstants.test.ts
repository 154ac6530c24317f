import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD } from "../../../src/crypto/field.ts";
import { FULL_ROUNDS, poseidonConstants } from "../../../src/crypto/kernel/poseidonConstants.ts";
import { referencePoseidon } from "../../../scripts/fuzz/oracle.ts";

const raised = (x: bigint): bigint => x ** 5n % FIELD;
const mixed = (matrix: readonly (readonly bigint[])[], state: readonly bigint[]): bigint[] =>
  matrix.map((row) => row.reduce((sum, entry, i) => sum + entry * state[i]!, 0n) % FIELD);

describe("poseidonConstants", () => {
  it("begin and mix as the paper's generator has it", () => {
    const { full, mix } = poseidonConstants(3);
    // circomlib, poseidon_constants.circom: the first constant and the first entry of the matrix for t = 3.
    expect(full[0]![0]).to.equal(0x0ee9a592ba9a9518d05986d656f40c2114c4993c11bb29938d21d47304cd8e6en);
    expect(mix[0]![0]).to.equal(0x109b7f411ba0e4c9b2b70caf5c36a7b194be7c11ad24378bfedb68592ba8118bn);
  });

  for (const width of [3, 5, 6]) {
    it(`make Poseidon for ${width} elements, partial rounds sparse`, () => {
      const { full, partial, mix, mixToPartial, sparse } = poseidonConstants(width);
      const inputs = Array.from({ length: width - 1 }, (_, i) => FIELD - 1n - BigInt(i));
      let state = [0n, ...inputs];
      const half = FULL_ROUNDS / 2;
      for (const [r, constants] of full.entries()) {
        state = state.map((element, i) => raised(element + constants[i]!));
        state = mixed(r === half - 1 ? mixToPartial : mix, state);
        if (r !== half - 1) continue;
        for (const [round, { row, column }] of sparse.entries()) {
          const [first, ...rest] = [raised(state[0]! + partial[round]!), ...state.slice(1)];
          const added = rest.map((element, i) => (element + first! * column[i]!) % FIELD);
          state = [...mixed([row], [first!, ...rest]), ...added];
        }
      }
      expect(state[0]).to.equal(referencePoseidon(inputs));
    });
  }
});
