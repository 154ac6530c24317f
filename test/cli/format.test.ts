import { expect } from "chai";
import { describe, it } from "mocha";
import { duration, ether, grouped, hexWord, short } from "../../src/cli/format.ts";

describe("cli: format", () => {
  it("ether to six digits, and never nothing for something", () => {
    const cases: [bigint, string][] = [
      [0n, "0.000000 ether"],
      [1n, "< 0.000001 ether"],
      [10n ** 12n - 1n, "< 0.000001 ether"],
      [10n ** 12n, "0.000001 ether"],
      [10n ** 17n, "0.100000 ether"],
      [123_456n * 10n ** 16n, "1,234.560000 ether"],
    ];
    for (const [wei, text] of cases) expect(ether(wei)).to.equal(text);
  });

  it("durations in their two largest units", () => {
    const cases: [number, string][] = [
      [0, "0 s"],
      [59, "59 s"],
      [60, "1 min"],
      [320, "5 min 20 s"],
      [86_400, "1 d"],
      [90_061, "1 d 1 h"],
      [129_600, "1 d 12 h"],
    ];
    for (const [seconds, text] of cases) expect(duration(seconds)).to.equal(text);
  });

  it("numbers, addresses, ids", () => {
    expect([grouped(1_048_576), grouped(2n ** 48n)]).to.deep.equal(["1,048,576", "281,474,976,710,656"]);
    expect([hexWord(0), hexWord(-4)]).to.deep.equal(["0x00000000", "0xfffffffc"]);
    expect(short(`0x${"ab".repeat(32)}`)).to.equal("0xabababab");
  });
});
