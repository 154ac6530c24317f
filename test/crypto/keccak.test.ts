import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { describe, it } from "mocha";
import { keccak256 } from "../../src/crypto/keccak.ts";
import { toHex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";

const SEED = 0x4ecc;

describe(`keccak256 (seed ${SEED})`, () => {
  it("is Keccak, not SHA-3", () => {
    expect(toHex(keccak256())).to.equal("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  });

  it("equals the reference at every length around the block, whole and in parts", () => {
    const next = random(SEED);
    for (let length = 0; length <= 300; length++) {
      const bytes = Uint8Array.from({ length }, () => next());
      const cut = length === 0 ? 0 : next() % length;
      const expected = toHex(keccak_256(bytes));
      expect(toHex(keccak256(bytes)), `${length} bytes`).to.equal(expected);
      expect(toHex(keccak256(bytes.subarray(0, cut), bytes.subarray(cut))), `${length} cut at ${cut}`).to.equal(
        expected,
      );
    }
  });

  it("gives each caller bytes of its own", () => {
    const first = keccak256(Uint8Array.of(1));
    const copy = first.slice();
    keccak256(Uint8Array.of(2));
    expect(first).to.deep.equal(copy);
  });
});
