import { expect } from "chai";
import { describe, it } from "mocha";
import { startChain } from "./contracts.ts";
import { walk } from "./crowd.ts";

/* What a call costs does not depend on what others have posted: the same walk alone and among Sybils. */

const SYBILS = 30;
/** Gas that a call may cost more: counters that are no longer zero cost less, longer numbers in calldata a little more. */
const SLACK = 500;

describe("a crowd in the court", function () {
  this.timeout(300_000);

  it("makes no call dearer", async () => {
    const chain = await startChain();
    const judge = await chain.deploy("ToyRun");
    const alone = await walk(chain, judge, 0);
    const crowd = await walk(chain, judge, SYBILS);
    expect([...crowd.prices.keys()]).to.deep.equal([...alone.prices.keys()]);
    for (const [name, gas] of crowd.prices) {
      expect(gas, `${name}: ${alone.prices.get(name)} alone`).to.be.at.most(alone.prices.get(name)! + SLACK);
    }
    expect(crowd.claims - alone.claims).to.equal(2 * SYBILS);
  });
});
