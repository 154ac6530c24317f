import { expect } from "chai";
import { describe, it } from "mocha";
import { ORDER } from "../../src/crypto/babyjub.ts";
import { noncePoint, sign, signingKey, verify } from "../../src/crypto/eddsa.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { LOW_ORDER, twisted } from "../../scripts/generate/ledgerCases/keys.ts";
import { keyOf } from "../../scripts/generate/ledgerCases/world.ts";
import { unpack } from "../../src/crypto/babyjub.ts";
import { Dice } from "../ledger/dice.ts";
import { compareEddsa, opinionOfCircomlib } from "./compareEddsa.ts";

const key = signingKey(new Uint8Array(32).fill(1));
const { publicKey } = key;
const message = 123n;
const valid = sign(key, message);

describe("eddsa", () => {
  it("is circomlibjs' EdDSA-Poseidon: same keys, same signatures, each accepts the other's", () => {
    compareEddsa(7, 8);
  });

  it("always signs alike", () => {
    expect(sign(key, message)).to.deep.equal(valid);
  });

  it("refuses every other spelling, message and key", () => {
    const { h, S } = valid;
    expect(verify(valid, publicKey, message)).to.equal(true);
    const wrong = [
      { h: h + FIELD, S },
      { h: (h + ORDER) % FIELD, S },
      { h: h + 1n, S },
      { h, S: S + ORDER },
      { h, S: S + 1n },
      { h: 0n, S: 0n },
      { h: FIELD, S: ORDER },
      { h: (1n << 256n) - 1n, S: (1n << 256n) - 1n },
    ];
    for (const signature of wrong) expect(verify(signature, publicKey, message)).to.equal(false);
    expect(verify(valid, publicKey, message + 1n)).to.equal(false);
    expect(verify(valid, signingKey(new Uint8Array(32)).publicKey, message)).to.equal(false);
  });

  it("with a part outside the subgroup a key signs as itself, not as the key without it", () => {
    const strange = { ...keyOf(0), publicKey: twisted(0) };
    const signature = sign(strange, message);
    expect(verify(signature, strange.publicKey, message)).to.equal(true);
    expect(verify(signature, keyOf(0).publicKey, message)).to.equal(false);
    expect(
      opinionOfCircomlib(noncePoint(signature, strange.publicKey), signature.S, strange.publicKey, message),
    ).to.equal(true);
  });

  it("under a key of low order is what circomlibjs says, and never an exception", () => {
    const dice = new Dice(9);
    for (const packed of LOW_ORDER) {
      const low = unpack(packed)!;
      const S = dice.wide(250);
      const signature = { h: dice.wide(253), S };
      expect(verify(signature, low, message)).to.equal(false);
      const R = noncePoint(signature, low);
      expect(opinionOfCircomlib(R, S, low, message)).to.equal(true, "R = S * B8 for any h: why such keys are not good");
    }
  });
});
