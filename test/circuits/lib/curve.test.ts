import { babyjubjub } from "@noble/curves/misc.js";
import { expect } from "chai";
import { before, describe, it } from "mocha";
import { BASE, ORDER, type Point } from "../../../src/crypto/babyjub.ts";
import { FIELD } from "../../../src/crypto/field.ts";
import { ValidityError } from "../../../src/validity/error.ts";
import { expectBound } from "../bound.ts";
import { bitsOf, Gadget } from "../gadget.ts";
import { multiple, plus, POINTS } from "../points.ts";

describe("circuits: the curve", () => {
  let add: Gadget;
  let double: Gadget;
  let by8: Gadget;
  before(async () => {
    add = await Gadget.compile("lib/curve.circom", "Add()", ["x1", "y1", "x2", "y2"]);
    double = await Gadget.compile("lib/curve.circom", "Double()", ["x1", "y1"]);
    by8 = await Gadget.compile("lib/curve.circom", "MultiplyBy8()", ["x1", "y1"]);
  });

  it("adds any two points, equal, opposite and of low order too", () => {
    for (const a of POINTS) {
      for (const b of POINTS) {
        const inputs = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
        const { x, y } = plus(a, b);
        expect(add.outputs(inputs, "x", "y")).to.deep.equal([x, y]);
        expectBound(add, inputs);
      }
    }
  });

  it("doubles, and multiplies by eight", () => {
    for (const point of POINTS) {
      const inputs = { x1: point.x, y1: point.y };
      const [twice, eightfold] = [plus(point, point), multiple(point, 8n)];
      expect(double.outputs(inputs, "x", "y")).to.deep.equal([twice.x, twice.y]);
      expect(by8.outputs(inputs, "x", "y")).to.deep.equal([eightfold.x, eightfold.y]);
      expectBound(double, inputs);
      expectBound(by8, inputs);
    }
  });

  it("has d without a root and a with one: what makes addition complete", () => {
    const { Fp } = babyjubjub.Point;
    const { a, d } = babyjubjub.Point.CURVE();
    expect([a, d]).to.deep.equal([168700n, 168696n]);
    expect(Fp.pow(a, (FIELD - 1n) / 2n)).to.equal(1n);
    expect(Fp.pow(d, (FIELD - 1n) / 2n)).to.equal(FIELD - 1n);
  });

  it("asserts that a point is on the curve", async () => {
    const gadget = await Gadget.compile("lib/curve.circom", "AssertOnCurve()", ["x", "y"]);
    for (const { x, y } of POINTS) {
      expect(gadget.constraints.firstBroken(gadget.witness({ x, y }))).to.equal(undefined);
      expect(() => gadget.witness({ x, y: (y + 1n) % FIELD })).to.throw(ValidityError, "No witness");
    }
  });

  it("multiplies the base", async () => {
    const gadget = await Gadget.compile("lib/fixedBase.circom", "MultiplyBase()", ["bits"]);
    for (const scalar of [0n, 1n, 7n, 8n, 9n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 251n, 2n ** 252n - 1n]) {
      const { x, y } = multiple(BASE, scalar);
      expect(gadget.outputs({ bits: bitsOf(scalar, 252) }, "x", "y"), String(scalar)).to.deep.equal([x, y]);
    }
    expectBound(gadget, { bits: bitsOf(ORDER - 2n, 252) });
  });

  it("multiplies any point", async () => {
    const gadget = await Gadget.compile("lib/variableBase.circom", "MultiplyPoint()", ["bits", "x1", "y1"]);
    const scalars = [0n, 1n, 2n, 3n, 4n, ORDER - 1n, ORDER, ORDER + 1n, FIELD - 1n, FIELD, 2n ** 253n, 2n ** 254n - 1n];
    const check = (point: Point, scalar: bigint): void => {
      const { x, y } = multiple(point, scalar);
      const inputs = { bits: bitsOf(scalar, 254), x1: point.x, y1: point.y };
      expect(gadget.outputs(inputs, "x", "y"), `${scalar} * ${point.x}`).to.deep.equal([x, y]);
    };
    for (const scalar of scalars) check(POINTS[2]!, scalar);
    for (const point of POINTS) for (const scalar of [0n, ORDER, 2n ** 254n - 1n]) check(point, scalar);
    expectBound(gadget, { bits: bitsOf(ORDER - 1n, 254), x1: BASE.x, y1: BASE.y });
  });
});
