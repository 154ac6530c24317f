import { expect } from "chai";
import { buildEddsa } from "circomlibjs";
import { describe, it } from "mocha";
import { BASE, combine, goodKey, hasLargeOrder, multiplyBase, ORDER, pack, unpack } from "../../src/crypto/babyjub.ts";
import { FIELD, fromLittleEndian, toLittleEndian } from "../../src/crypto/field.ts";
import {
  LOW_ORDER,
  OFF_CURVE,
  SIGNED_ZERO,
  TOO_LARGE,
  TORSION,
  twisted,
} from "../../scripts/generate/ledgerCases/keys.ts";
import { keyOf } from "../../scripts/generate/ledgerCases/world.ts";
import { Dice } from "../ledger/dice.ts";

const { babyJub } = await buildEddsa();
const { F } = babyJub;
type Theirs = Parameters<typeof babyJub.packPoint>[0];
const theirs = ({ x, y }: { x: bigint; y: bigint }): Theirs => [F.e(x), F.e(y)];
const ours = ([x, y]: Theirs): { x: bigint; y: bigint } => ({ x: F.toObject(x), y: F.toObject(y) });

describe("babyjub", () => {
  it("has circomlib's base point and order", () => {
    expect(BASE).to.deep.equal(ours(babyJub.Base8));
    expect(multiplyBase(ORDER - 1n)).to.deep.equal({ x: FIELD - BASE.x, y: BASE.y });
  });

  it("multiplies as circomlibjs does", () => {
    const dice = new Dice(41);
    for (let i = 0; i < 5; i++) {
      const [first, second, secret] = [dice.wide(250), dice.wide(250), dice.wide(250)];
      const key = multiplyBase(secret);
      expect(key).to.deep.equal(ours(babyJub.mulPointEscalar(babyJub.Base8, secret)));
      const minus = babyJub.mulPointEscalar(theirs(key), 8n * (ORDER - second));
      const sum = babyJub.addPoint(babyJub.mulPointEscalar(babyJub.Base8, first), minus);
      expect(combine(first, second, key)).to.deep.equal(ours(sum));
    }
  });

  it("combines nothing, the neutral element and points of low order without exception", () => {
    expect(combine(0n, 0n, BASE)).to.deep.equal({ x: 0n, y: 1n });
    expect(combine(8n, 1n, BASE)).to.deep.equal({ x: 0n, y: 1n });
    for (const packed of LOW_ORDER) expect(combine(1n, ORDER - 1n, unpack(packed)!)).to.deep.equal(BASE);
  });

  it("packs as circomlibjs does, on both signs", () => {
    const dice = new Dice(42);
    const signs = new Set<boolean>();
    for (let i = 0; i < 50; i++) {
      const point = multiplyBase(dice.wide(250) + 1n);
      const packed = pack(point);
      expect(packed).to.equal(fromLittleEndian(babyJub.packPoint(theirs(point))));
      expect(unpack(packed)).to.deep.equal(point);
      expect(ours(babyJub.unpackPoint(toLittleEndian(packed))!)).to.deep.equal(point);
      signs.add(packed >> 255n === 1n);
    }
    expect(signs.size).to.equal(2);
  });

  it("takes x for negative from (r + 1) / 2 on", () => {
    const half = (FIELD - 1n) / 2n;
    expect([0n, half, half + 1n, FIELD - 1n].map((x) => pack({ x, y: 5n }) >> 255n)).to.deep.equal([0n, 0n, 1n, 1n]);
  });

  it("adds and unpacks to points of the curve", () => {
    for (const point of [BASE, TORSION, twisted(0), ...LOW_ORDER.map((packed) => unpack(packed)!)]) {
      expect(babyJub.inCurve(theirs(point))).to.equal(true);
    }
  });

  it("unpacks what is packed once, and nothing else", () => {
    for (const packed of [OFF_CURVE, ...TOO_LARGE, ...SIGNED_ZERO]) expect(unpack(packed)).to.equal(undefined);
    for (const packed of LOW_ORDER) expect(pack(unpack(packed)!)).to.equal(packed);
    expect(new Set(LOW_ORDER).size).to.equal(8);
  });

  it("finds keys good unless their order is 1, 2, 4 or 8", () => {
    for (const packed of LOW_ORDER) {
      expect(hasLargeOrder(unpack(packed)!)).to.equal(false);
      expect(goodKey(packed)).to.equal(undefined);
    }
    expect(goodKey(OFF_CURVE)).to.equal(undefined);
    for (const point of [keyOf(0).publicKey, twisted(0), BASE]) expect(goodKey(pack(point))).to.deep.equal(point);
  });
});
