import { expect } from "chai";
import { describe, it } from "mocha";
import { parseAmount, parseFee, parseTransferable } from "../../src/cli/amounts.ts";
import { amountOf, feeOf } from "../../src/ledger/amount.ts";

describe("cli: amounts", () => {
  it("are ether unless said otherwise, to the wei", () => {
    expect(["2", "0.5", "1.000000000000000001ether", "20gwei", "0.5gwei", "7wei", "0"].map(parseAmount)).to.deep.equal([
      2n * 10n ** 18n,
      5n * 10n ** 17n,
      10n ** 18n + 1n,
      20n * 10n ** 9n,
      5n * 10n ** 8n,
      7n,
      0n,
    ]);
  });

  for (const text of [
    "",
    "-1",
    ".5",
    "1.",
    "1e3",
    "1,5",
    "0x10",
    "1 ether",
    "0.1wei",
    "1.0000000000000000001",
    "1eth",
  ]) {
    it(`are not ${JSON.stringify(text)}`, () => {
      expect(() => parseAmount(text)).to.throw(/An amount is expected/);
    });
  }

  it("of a transaction are what the ledger reads in it, or refused", () => {
    for (const text of ["0.1", "34359738367wei", "343597383670wei"]) {
      expect(amountOf(parseTransferable(text))).to.equal(parseAmount(text));
    }
    expect(() => parseTransferable("343597383671wei")).to.throw(/ten digits/);
    expect(feeOf(parseFee("0.015"))).to.equal(15n * 10n ** 15n);
    expect(() => parseFee("0.017")).to.throw(/fees/);
  });
});
