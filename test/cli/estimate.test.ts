import { expect } from "chai";
import { describe, it } from "mocha";
import { estimateDispute, longestDispute } from "../../src/cli/estimate.ts";
import { sideGas } from "../../src/dispute/bond.ts";
import { definition } from "../../src/dispute/search.ts";

/** What a court with these rules costs a challenger; the rest of its facts plays no part. */
function estimate(maxSteps: number, nary: number): ReturnType<typeof estimateDispute> {
  const timing = { window: 1, grace: 1, allowance: 100, minimum: 10 };
  return estimateDispute({ rules: { maxSteps, nary }, timing, bond: 1_000n } as never, 3n);
}

describe("cli: estimate", () => {
  it("counts claim, opening and every second round", () => {
    // 2^20 in 5 rounds of 16: the opening is the first, the challenger moves at rounds 3 and 5, the other side proves.
    expect(estimate(2 ** 20, 16).transactions).to.equal(4);
    expect(estimate(2 ** 24, 16).transactions).to.equal(5);
    expect(estimate(16, 16).transactions, "the other side proves, or is late").to.equal(3);
  });

  it("prices what the bond has to cover", () => {
    const { gas, feesWei, bondWei, rewardWei } = estimate(2 ** 20, 16);
    expect(gas).to.equal(sideGas(definition(2 ** 20, 16)));
    expect([feesWei, bondWei, rewardWei]).to.deep.equal([BigInt(gas) * 3n, 1_000n, 500n]);
  });

  it("adds up the slowest turns of both sides", () => {
    // Five rounds: three turns of the responder, two of the opener.
    expect(longestDispute(2 ** 20, 16, 100, 10)).to.equal(100 + 2 * 10 + 100 + 10);
    expect(longestDispute(1, 16, 100, 10)).to.equal(100);
  });
});
