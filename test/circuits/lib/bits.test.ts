import { expect } from "chai";
import { before, describe, it } from "mocha";
import { FIELD } from "../../../src/crypto/field.ts";
import { ValidityError } from "../../../src/validity/error.ts";
import { expectBound } from "../bound.ts";
import { array, bitsOf, Gadget } from "../gadget.ts";

describe("circuits: bits", () => {
  let bits: Gadget;
  let isZero: Gadget;
  let isLess: Gadget;
  let and: Gadget;
  before(async () => {
    bits = await Gadget.compile("lib/bits.circom", "Bits(253)", ["value"]);
    isZero = await Gadget.compile("lib/bits.circom", "IsZero()", ["value"]);
    isLess = await Gadget.compile("lib/bits.circom", "IsLess(32)", ["a", "b"]);
    and = await Gadget.compile("lib/bits.circom", "And(3)", ["bits"]);
  });

  it("takes a number apart, and refuses one that is too large", () => {
    for (const value of [0n, 1n, 2n ** 252n, 2n ** 253n - 1n, 0x1234_5678_9abcn]) {
      expect(bits.outputs({ value }, ...array("bits", 253))).to.deep.equal(bitsOf(value, 253));
    }
    for (const value of [2n ** 253n, FIELD - 1n]) {
      expect(() => bits.witness({ value })).to.throw(ValidityError, "No witness");
    }
    expectBound(bits, { value: 2n ** 253n - 7n });
  });

  it("has no second bits for a number: not those of the number plus the field, nor one bit of two", () => {
    for (const value of [0n, 1n, 2n ** 252n]) {
      const forged = bits.witness({ value });
      const put = (other: bigint): void => {
        for (const [i, bit] of bitsOf(other, 253).entries()) forged[bits.place(`bits[${i}]`)] = bit;
      };
      put(value);
      expect(bits.constraints.firstBroken(forged)).to.equal(undefined);
      // The field has 254 bits, so what is left of value + field in 253 is another number.
      put(value + FIELD);
      expect(bits.constraints.firstBroken(forged)).to.be.a("number");
      put(value);
      // 2 at place 0 is 1 at place 1.
      const [low, high] = [bits.place("bits[0]"), bits.place("bits[1]")];
      [forged[low], forged[high]] = [forged[low]! + 2n, (forged[high]! + FIELD - 1n) % FIELD];
      expect(bits.constraints.firstBroken(forged)).to.be.a("number");
    }
  });

  it("knows zero", () => {
    for (const value of [0n, 1n, 2n, FIELD - 1n]) {
      expect(isZero.outputs({ value }, "out")).to.deep.equal([value === 0n ? 1n : 0n]);
      expectBound(isZero, { value });
    }
  });

  it("compares", () => {
    const edges = [0n, 1n, 2n, 2n ** 31n, 2n ** 32n - 2n, 2n ** 32n - 1n];
    for (const a of edges) {
      for (const b of edges) expect(isLess.outputs({ a, b }, "out")).to.deep.equal([a < b ? 1n : 0n]);
    }
    expectBound(isLess, { a: 5n, b: 7n });
    expectBound(isLess, { a: 7n, b: 7n });
  });

  it("joins bits", () => {
    for (let value = 0n; value < 8n; value++) {
      expect(and.outputs({ bits: bitsOf(value, 3) }, "out")).to.deep.equal([value === 7n ? 1n : 0n]);
      expectBound(and, { bits: bitsOf(value, 3) });
    }
  });
});
