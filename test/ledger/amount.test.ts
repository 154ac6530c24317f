import { expect } from "chai";
import { describe, it } from "mocha";
import { amountCode, amountOf, feeCode, feeOf } from "../../src/ledger/amount.ts";

describe("ledger amounts", () => {
  it("are a mantissa and a power of ten, of every code", () => {
    expect(amountOf(0n)).to.equal(0n);
    expect(amountOf(7n + (3n << 35n))).to.equal(7_000n);
    expect(amountOf((1n << 40n) - 1n)).to.equal((2n ** 35n - 1n) * 10n ** 31n);
    expect(feeOf(0x00n)).to.equal(0n);
    expect(feeOf(0x2fn)).to.equal(1_500n);
    expect(feeOf(0xffn)).to.equal(15n * 10n ** 15n);
  });

  it("are written with the smallest exponent, and read back", () => {
    for (const wei of [0n, 1n, 2n ** 35n - 1n, 10n ** 18n, 123_456n * 10n ** 20n, (2n ** 35n - 1n) * 10n ** 31n]) {
      expect(amountOf(amountCode(wei)!)).to.equal(wei);
    }
    expect(amountCode(1_000n)).to.equal(1_000n);
    for (let code = 0n; code < 256n; code++) expect(feeOf(feeCode(feeOf(code))!)).to.equal(feeOf(code));
  });

  it("of too many digits have no code", () => {
    expect(amountCode(2n ** 35n + 1n)).to.equal(undefined);
    expect(amountCode(10n ** 42n + 10n ** 41n * 9n)).to.equal(undefined);
    expect(feeCode(16n)).to.equal(undefined);
    expect(feeCode(16n * 10n ** 15n)).to.equal(undefined);
  });
});
