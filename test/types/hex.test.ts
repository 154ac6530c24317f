import { expect } from "chai";
import { describe, it } from "mocha";
import { HexError, toBytes, toHex } from "../../src/types/hex.ts";

describe("hex", () => {
  it("writes every byte as two lower-case digits, and reads it back", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(toHex(all)).to.equal(`0x${Buffer.from(all).toString("hex")}`);
    expect(toBytes(toHex(all))).to.deep.equal(all);
    expect(toHex(new Uint8Array(0))).to.equal("0x");
    expect(toBytes("0x")).to.have.length(0);
  });

  it("reads upper case", () => {
    expect(toBytes("0xABCDEF")).to.deep.equal(Uint8Array.of(0xab, 0xcd, 0xef));
  });

  for (const text of ["", "00", "0x0", "0xgg", "0x00 ", "0X00", "0x-1", "0x00\n"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => toBytes(text)).to.throw(HexError).with.property("code", "HEX_INVALID");
    });
  }

  it("refuses another length than the one due", () => {
    expect(() => toBytes("0x0011", 3)).to.throw(HexError, "2 bytes where 3 are due");
    expect(toBytes("0x001122", 3)).to.have.length(3);
  });

  it("does not print megabytes of bad text", () => {
    expect(() => toBytes("z".repeat(1e6))).to.throw(HexError).with.property("message").with.property("length").below(300);
  });
});
