import { expect } from "chai";
import { describe, it } from "mocha";
import { concatBytes, copyLeaf, equalBytes } from "../../src/crypto/bytes.ts";

describe("bytes", () => {
  it("equal means the same length and content", () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).to.equal(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).to.equal(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).to.equal(false);
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).to.equal(false);
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).to.equal(true);
  });

  it("joins in order", () => {
    expect(concatBytes([])).to.have.length(0);
    expect(concatBytes([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)])).to.deep.equal(
      Uint8Array.of(1, 2, 3),
    );
  });

  it("copies a leaf of four words from a place to a place, and nothing else", () => {
    const to = new BigInt64Array(7).fill(9n);
    copyLeaf(BigInt64Array.of(1n, 2n, -3n, 4n, 5n, 6n), 1, to, 2);
    expect([...to]).to.deep.equal([9n, 9n, 2n, -3n, 4n, 5n, 9n]);
  });
});
