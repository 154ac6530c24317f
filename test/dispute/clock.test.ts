import { expect } from "chai";
import { describe, it } from "mocha";
import { budget, deadline, longest } from "../../src/dispute/clock.ts";
import { Random } from "../guest/random.ts";

describe("clock", () => {
  it("gives what is left of the allowance, and never less than the minimum", () => {
    const cases = [
      [0, 100],
      [1, 99],
      [89, 11],
      [90, 10],
      [91, 10],
      [100, 10],
      [5_000, 10],
    ];
    for (const [spent, expected] of cases) expect(budget(spent, 100, 10), `${spent} s spent`).to.equal(expected);
    expect(deadline(1_000, 30, 100, 10)).to.equal(1_070);
  });

  it("is never outlasted: the slowest of all sides needs just `longest`", () => {
    for (let turns = 1; turns <= 4; turns++) {
      for (let allowance = 1; allowance <= 9; allowance++) {
        for (let minimum = 1; minimum <= allowance; minimum++) {
          expect(slowest(turns, 0, allowance, minimum)).to.equal(longest(turns, allowance, minimum));
        }
      }
    }
  });

  it("is never outlasted at random either", () => {
    const random = new Random(8);
    for (let run = 0; run < 2_000; run++) {
      const allowance = 1 + random.below(10_000);
      const minimum = 1 + random.below(allowance);
      const turns = 1 + random.below(24);
      let spent = 0;
      for (let turn = 0; turn < turns; turn++) spent += random.below(budget(spent, allowance, minimum) + 1);
      expect(spent).to.be.at.most(longest(turns, allowance, minimum));
    }
  });
});

/** The most that a side can use in `turns` turns, by trying every way. */
function slowest(turns: number, spent: number, allowance: number, minimum: number): number {
  if (turns === 0) return 0;
  let most = 0;
  for (let used = 0; used <= budget(spent, allowance, minimum); used++) {
    most = Math.max(most, used + slowest(turns - 1, spent + used, allowance, minimum));
  }
  return most;
}
