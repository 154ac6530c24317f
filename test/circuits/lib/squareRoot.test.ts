import { expect } from "chai";
import { before, describe, it } from "mocha";
import { FIELD } from "../../../src/crypto/field.ts";
import { expectBound } from "../bound.ts";
import { array, Gadget } from "../gadget.ts";

const HALF = (FIELD - 1n) / 2n;

describe("circuits: square root", () => {
  let gadget: Gadget;
  before(async () => {
    gadget = await Gadget.compile("lib/squareRoot.circom", "SquareRoot()", ["value"]);
  });

  it("gives the smaller root of a square", () => {
    for (const root of [0n, 1n, 2n, HALF, HALF - 1n, 2n ** 252n, 123456789n]) {
      expect(gadget.outputs({ value: (root * root) % FIELD }, "isSquare", "root")).to.deep.equal([1n, root]);
    }
  });

  it("says of any other value that it is none, with the root of five times it", () => {
    for (const value of [5n, 5n * 49n, (5n * HALF * HALF) % FIELD, FIELD - 5n]) {
      const [isSquare, root] = gadget.outputs({ value }, "isSquare", "root") as [bigint, bigint];
      expect(isSquare).to.equal(0n);
      expect((root * root - 5n * value) % FIELD).to.equal(0n);
      expect(root <= HALF).to.equal(true);
    }
  });

  it("leaves no choice: not of the flag, not at zero, not of the root", () => {
    for (const value of [0n, 1n, 4n, 5n, (HALF * HALF) % FIELD]) expectBound(gadget, { value });
    for (const value of [4n, 5n]) {
      // The other root with the bits that it would need is too large.
      const forged = gadget.witness({ value });
      const at = gadget.place("root");
      forged[at] = FIELD - forged[at]!;
      for (const [i, name] of array("bits", 253).entries()) {
        if (gadget.has(name)) forged[gadget.place(name)] = (forged[at] >> BigInt(i)) & 1n;
      }
      expect(gadget.constraints.firstBroken(forged)).to.be.a("number");
    }
  });
});
