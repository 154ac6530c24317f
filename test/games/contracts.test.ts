import { expect } from "chai";
import type { Contract } from "ethers";
import { before, describe, it } from "mocha";
import { type Chain, playOnContracts, startChain } from "./contracts.ts";
import { gasBound } from "./gas.ts";
import { playMany } from "./many.ts";

/* Random games on the real contracts. Every call goes to the referee as well, and every answer and event must agree. */

const GAMES = 25;

describe("games on the contracts", function () {
  this.timeout(300_000);
  let chain: Chain;
  let judge: Contract;

  before(async () => {
    chain = await startChain();
    judge = await chain.deploy("ToyRun");
  });

  it("are won by whoever is honest, by the referee's rules, at a bounded price", async () => {
    await playMany("game", 1, GAMES, async (seed) => {
      const { tally, draw, gas } = await playOnContracts(chain, judge, seed, { bits: 48, powersOnly: true, crowd: 32 });
      for (const [name, used] of gas) expect(used, name).to.be.at.most(gasBound(name, draw.nary));
      return tally;
    });
  });
});
