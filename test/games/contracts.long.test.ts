import { expect } from "chai";
import type { Contract } from "ethers";
import { after, before, describe, it } from "mocha";
import { type Figure, writeResult } from "../../bench/lib/result.ts";
import { type Chain, playOnContracts, startChain } from "./contracts.ts";
import { type Prices, walk } from "./crowd.ts";
import { gasBound } from "./gas.ts";
import { playMany, type Sum } from "./many.ts";

/* 10^3 games on the contracts, from other seeds than the short test's, and a crowd of 1,000 Sybils with 1,000 descendants. */

const [GAMES, SYBILS, SLACK] = [1_000, 1_000, 500];

describe("10^3 games on the contracts", function () {
  this.timeout(7_200_000);
  let chain: Chain;
  let judge: Contract;
  let sum: Sum;
  const most = { adversaries: 0 };
  const dearest = new Map<string, number>();
  let prices: { readonly alone: Prices; readonly crowd: Prices };

  before(async () => {
    chain = await startChain();
    judge = await chain.deploy("ToyRun");
  });

  it("are won by whoever is honest, by the referee's rules, at a bounded price", async () => {
    sum = await playMany("game", 1_000_001, GAMES, async (seed) => {
      const { tally, draw, gas } = await playOnContracts(chain, judge, seed, { bits: 48, powersOnly: true, crowd: 32 });
      most.adversaries = Math.max(most.adversaries, draw.villains.length);
      for (const [name, used] of gas) {
        expect(used, name).to.be.at.most(gasBound(name, draw.nary));
        dearest.set(name, Math.max(used, dearest.get(name) ?? 0));
      }
      return tally;
    });
  });

  it("no call is dearer among 1,000 Sybils and 1,000 descendants", async () => {
    const [alone, crowd] = [await walk(chain, judge, 0), await walk(chain, judge, SYBILS)];
    expect(crowd.claims - alone.claims).to.equal(2 * SYBILS);
    prices = { alone: alone.prices, crowd: crowd.prices };
    for (const [name, gas] of crowd.prices) {
      expect(gas, name).to.be.at.most(alone.prices.get(name)! + SLACK);
    }
  });

  after(() => {
    const fields = ["games", "calls", "claims", "disputes", "moves", "proofs", "refuted", "final", "dead"] as const;
    const counts: Figure[] = fields.map((name) => ({ name, value: sum[name], unit: name }));
    const gas = [...dearest].map(([name, value]): Figure => ({ name: `dearest ${name}`, value, unit: "gas" }));
    const against = [...prices.crowd].map(([name, value]): Figure => {
      const alone = prices.alone.get(name)!;
      const ratio = { to: "alone in the court", value: Number((value / alone).toFixed(3)) };
      return { name: `among 1,000 Sybils: ${name}`, value, unit: "gas", ratio };
    });
    writeResult("games-contracts", [
      ...counts,
      { name: "adversaries in one game, most", value: most.adversaries, unit: "accounts" },
      ...gas,
      ...against,
    ]);
  });
});
