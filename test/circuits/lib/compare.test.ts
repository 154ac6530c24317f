import { expect } from "chai";
import { describe, it } from "mocha";
import { ORDER } from "../../../src/crypto/babyjub.ts";
import { FIELD } from "../../../src/crypto/field.ts";
import { expectBound } from "../bound.ts";
import { bitsOf, Gadget } from "../gadget.ts";

describe("circuits: comparison with a constant", () => {
  const source = 'include "lib/compare.circom";';

  it("is right for every constant and number of four bits", async () => {
    const text = `${source}
      template All() {
        signal input bits[4];
        signal output out[16];
        for (var i = 0; i < 16; i++) out[i] <== IsGreaterThanConstant(i, 4)(bits);
      }`;
    const gadget = await Gadget.source(text, "All()", ["bits"]);
    for (let value = 0n; value < 16n; value++) {
      for (let constant = 0n; constant < 16n; constant++) {
        const [out] = gadget.outputs({ bits: bitsOf(value, 4) }, `out[${constant}]`);
        expect(out, `${value} > ${constant}`).to.equal(value > constant ? 1n : 0n);
      }
      expectBound(gadget, { bits: bitsOf(value, 4) });
    }
  });

  for (const [name, expression, constant, length] of [
    ["the field", "-1", FIELD - 1n, 256],
    ["the order", String(ORDER - 1n), ORDER - 1n, 256],
    ["half the field", "(-1) >> 1", (FIELD - 1n) / 2n, 253],
  ] as const) {
    it(`is right around ${name}`, async () => {
      const gadget = await Gadget.compile("lib/compare.circom", `IsGreaterThanConstant(${expression}, ${length})`, [
        "bits",
      ]);
      const edges = [constant - 1n, constant, constant + 1n, constant + 2n, 0n, 1n, 2n ** BigInt(length) - 1n];
      const flipped = Array.from({ length: 253 }, (_, i) => constant ^ (1n << BigInt(i)));
      for (const value of [...edges, ...flipped]) {
        const [out] = gadget.outputs({ bits: bitsOf(value, length) }, "out");
        expect(out, String(value)).to.equal(value > constant ? 1n : 0n);
      }
      expectBound(gadget, { bits: bitsOf(constant, length) });
      expectBound(gadget, { bits: bitsOf(constant + 1n, length) });
    });
  }
});
