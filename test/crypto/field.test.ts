import { expect } from "chai";
import { describe, it } from "mocha";
import {
  FIELD,
  fromBigEndian,
  fromLittleEndian,
  fromWords,
  toBigEndian,
  toLittleEndian,
  toWords,
} from "../../src/crypto/field.ts";
import { toHex } from "../../src/types/hex.ts";

const NUMBERS = [0n, 1n, 255n, 256n, FIELD - 1n, FIELD, 2n ** 255n + 3n, 2n ** 256n - 1n];

describe("field", () => {
  it("is the order of BN254's scalar field", () => {
    // x = 4965661367192848881 is the parameter of the curve: r = 36x^4 + 36x^3 + 18x^2 + 6x + 1.
    const x = 4965661367192848881n;
    expect(FIELD).to.equal(36n * x ** 4n + 36n * x ** 3n + 18n * x ** 2n + 6n * x + 1n);
  });

  it("numbers come back from their bytes, in both orders", () => {
    for (const number of NUMBERS) {
      expect(fromLittleEndian(toLittleEndian(number))).to.equal(number);
      expect(fromBigEndian(toBigEndian(number))).to.equal(number);
      expect(toBigEndian(number)).to.deep.equal(toLittleEndian(number).reverse());
      expect(toHex(toBigEndian(number))).to.equal(`0x${number.toString(16).padStart(64, "0")}`);
    }
  });

  it("numbers come back from their words, which lie as their bytes do", () => {
    const words = toWords(...NUMBERS);
    expect(fromWords(words)).to.deep.equal(NUMBERS);
    for (const [i, number] of NUMBERS.entries()) {
      expect(new Uint8Array(words.buffer, 32 * i, 32)).to.deep.equal(toLittleEndian(number));
    }
  });

  it("reading changes nothing", () => {
    const bytes = toLittleEndian(258n);
    fromBigEndian(bytes);
    fromLittleEndian(bytes);
    expect([...bytes.subarray(0, 3)]).to.deep.equal([2, 1, 0]);
  });
});
