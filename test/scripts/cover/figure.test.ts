import { expect } from "chai";
import { describe, it } from "mocha";
import { type FileCoverage, percent, ranges, sum, table } from "../../../scripts/cover/figure.ts";

const whole: FileCoverage = { path: "a.sol", counts: { lines: { covered: 3, total: 3 } }, uncovered: [] };
const partly: FileCoverage = { path: "b.sol", counts: { lines: { covered: 1, total: 4 } }, uncovered: [4, 2, 3] };

describe("coverage figure", () => {
  it("sums what files count", () => {
    expect(sum([whole, partly])).to.deep.equal({ lines: { covered: 4, total: 7 } });
  });

  it("rounds down, so that only all is 100 %", () => {
    expect(percent({ covered: 99_999, total: 100_000 })).to.equal(99.99);
    expect(percent({ covered: 7, total: 7 })).to.equal(100);
    expect(percent({ covered: 0, total: 0 })).to.equal(100);
  });

  it("names neighbouring lines as a range", () => {
    expect(ranges([7, 1, 2, 3])).to.equal("1-3, 7");
    expect(ranges([])).to.equal("");
  });

  it("lists the files that are not covered whole, then all together", () => {
    const [, row, all, ...rest] = table("contracts", [whole, partly]).split("\n");
    expect(row).to.match(/^b\.sol +25\.00 +2-4$/);
    expect(all).to.match(/^all 2 files +57\.14$/);
    expect(rest).to.deep.equal([]);
  });
});
