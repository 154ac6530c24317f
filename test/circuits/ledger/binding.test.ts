import { expect } from "chai";
import { before, describe, it } from "mocha";
import { FIELD } from "../../../src/crypto/field.ts";
import { commitments, evaluations, type Triple } from "../../../src/ledger/commitment.ts";
import { expectBound } from "../bound.ts";
import { Gadget } from "../gadget.ts";

const TRIPLES: readonly Triple[] = [
  [1n, 2n, 3n],
  [0n, 0n, 0n],
  [2n ** 208n - 1n, FIELD - 1n, 0n],
];

describe("circuits: binding", () => {
  let bind: Gadget;
  before(async () => {
    bind = await Gadget.compile("ledger/binding.circom", "Bind()", ["active", "z", "c", "y", "words"]);
  });

  it("takes triples in as src/ledger does, one after the other, and leaves out what is not active", () => {
    for (const z of [0n, 1n, 12_345n, FIELD - 1n]) {
      const [cs, ys] = [commitments(TRIPLES), evaluations(TRIPLES, z)];
      for (const [i, triple] of TRIPLES.entries()) {
        const inputs = { z, c: cs[i]!, y: ys[i]!, words: [...triple] };
        expect(bind.outputs({ ...inputs, active: 1n }, "cOut", "yOut")).to.deep.equal([cs[i + 1], ys[i + 1]]);
        expect(bind.outputs({ ...inputs, active: 0n }, "cOut", "yOut")).to.deep.equal([cs[i], ys[i]]);
        expectBound(bind, { ...inputs, active: 1n });
      }
    }
  });
});
