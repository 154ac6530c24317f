import { expect } from "chai";
import { describe, it } from "mocha";
import { differences } from "../../../bench/lib/snapshot.ts";

describe("bench snapshot", () => {
  it("says nothing about equal numbers, in whatever order", () => {
    expect(differences({ add: 1, sub: 2 }, { sub: 2, add: 1 })).to.deep.equal([]);
  });

  it("names what grew, fell, came and went", () => {
    expect(differences({ add: 10, sub: 10, lw: 3 }, { add: 12, sub: 9, sw: 4 })).to.deep.equal([
      "add grew: 10 -> 12 (+2)",
      "sub fell: 10 -> 9 (-1)",
      "lw is gone: was 3",
      "sw is new: 4",
    ]);
  });
});
