import { expect } from "chai";
import { describe, it } from "mocha";
import { concatBytes, equalBytes } from "../../src/crypto/bytes.ts";

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
});
