import { expect } from "chai";
import { describe, it } from "mocha";
import { unboundHints } from "../../scripts/check/circuits.ts";
import { inspectMain } from "../../src/validity/compile.ts";

describe("check circuits", () => {
  it("names a hint that nothing constrains", () => {
    const planted = `template Planted() { signal input a; signal output out; signal hint; hint <-- a / 3; out <-- a; }`;
    expect(unboundHints(planted)).to.deep.equal([
      "Planted: nothing constrains the hint hint",
      "Planted: nothing constrains the hint out",
    ]);
  });

  it("is content with a hint in a constraint, or in a sum that is compared", () => {
    const bound = `template Bound(n) { signal input a; signal bits[n]; signal half; half <-- a / 2; half * 2 === a; var sum = 0;
      for (var i = 0; i < n; i++) { bits[i] <-- (a >> i) & 1; sum += bits[i] * 2 ** i; } sum === a; }`;
    expect(unboundHints(bound)).to.deep.equal([]);
  });

  it("hears of a signal without a constraint from circom", async () => {
    const main = `pragma circom 2.2.0;
      template Planted() { signal input a; signal input b; signal output out; out <== a * a; }
      component main = Planted();`;
    const warnings = await inspectMain("planted", main);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain("b does not appear in any constraint");
  });
});
