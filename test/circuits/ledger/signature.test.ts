import { expect } from "chai";
import { before, describe, it } from "mocha";
import { LOW_ORDER, twisted } from "../../../scripts/generate/ledgerCases/keys.ts";
import { keyOf } from "../../../scripts/generate/ledgerCases/world.ts";
import { ORDER, type Point, unpack } from "../../../src/crypto/babyjub.ts";
import { type Signature, sign, verify } from "../../../src/crypto/eddsa.ts";
import { FIELD } from "../../../src/crypto/field.ts";
import { expectBound } from "../bound.ts";
import { bitsOf, Gadget } from "../gadget.ts";

const MESSAGE = 123_456_789n;

describe("circuits: signatures", () => {
  let gadget: Gadget;
  before(async () => {
    gadget = await Gadget.compile("ledger/signature.circom", "Signature()", ["x", "y", "h", "S", "message"]);
  });

  const inputsOf = ({ x, y }: Point, { h, S }: Signature, message = MESSAGE) => ({
    x,
    y,
    h: bitsOf(h, 256),
    S: bitsOf(S, 256),
    message,
  });

  it("says what TypeScript says, of good ones and of all that is wrong", () => {
    const signer = keyOf(1);
    const key = signer.publicKey;
    const { h, S } = sign(signer, MESSAGE);
    const outside = { ...signer, publicKey: twisted(1) };
    const low = unpack(LOW_ORDER[3]!)!;
    const cases: (readonly [Point, Signature, bigint?])[] = [
      [key, { h, S }],
      [outside.publicKey, sign(outside, MESSAGE)],
      [key, { h, S }, MESSAGE + 1n],
      [outside.publicKey, { h, S }],
      [key, { h: h + FIELD, S }],
      [key, { h: (h + ORDER) % FIELD, S }],
      [key, { h, S: S + ORDER }],
      [key, { h, S: S + (1n << 252n) }],
      [key, { h: h ^ 1n, S }],
      [key, { h, S: S ^ 1n }],
      [key, { h: 0n, S: 0n }],
      [low, { h, S }],
      [low, { h: 0n, S: ORDER }],
      [key, { h: (1n << 256n) - 1n, S: (1n << 256n) - 1n }],
    ];
    const valid = cases.map(([point, signature, message]) => {
      const [out] = gadget.outputs(inputsOf(point, signature, message), "valid");
      expect(out).to.equal(verify(signature, point, message ?? MESSAGE) ? 1n : 0n);
      return out;
    });
    expect(valid.filter((out) => out === 1n)).to.have.length(2);
  });

  it("refuses a key that is not on the curve", () => {
    const { x, y } = keyOf(1).publicKey;
    expect(() => gadget.witness(inputsOf({ x, y: y + 1n }, { h: 0n, S: 0n }))).to.throw("No witness");
  });

  it("binds its hints", () => {
    expectBound(gadget, inputsOf(keyOf(1).publicKey, sign(keyOf(1), MESSAGE)));
  });
});
