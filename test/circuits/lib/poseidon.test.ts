import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD } from "../../../src/crypto/field.ts";
import { poseidon } from "../../../src/crypto/poseidon.ts";
import { expectBound } from "../bound.ts";
import { Gadget } from "../gadget.ts";

describe("circuits: Poseidon", () => {
  for (const [n, constraints] of [
    [2, 240],
    [4, 297],
    [5, 321],
  ] as const) {
    it(`hashes ${n} elements with ${constraints} constraints`, async () => {
      const gadget = await Gadget.compile("lib/poseidon.circom", `Poseidon(${n})`, ["in"]);
      expect(gadget.constraints.count).to.equal(constraints);
      for (const first of [0n, 1n, FIELD - 1n, 2n ** 253n]) {
        const inputs = Array.from({ length: n }, (_, i) => (first * BigInt(i + 1)) % FIELD);
        expect(gadget.outputs({ in: inputs }, "out")).to.deep.equal([poseidon(inputs)]);
      }
      expectBound(gadget, { in: Array.from({ length: n }, (_, i) => BigInt(i)) });
    });
  }
});
