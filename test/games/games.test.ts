import { expect } from "chai";
import { describe, it } from "mocha";
import { drawDuel, drawGame, playSeed } from "./draw.ts";
import { playMany } from "./many.ts";

/*
 * Random games without a chain, audited after every call (audit.ts). The rules are the referee's, which contracts.test.ts holds
 * against the contracts; search, dissections, strategy, clock, fold and the honest agent's decisions are the product's own.
 */

const [DUELS, GAMES] = [1_000, 100];

describe("games without a chain", function () {
  this.timeout(300_000);

  it("single disputes: any span, any arity, both roles, liars of every kind", async () => {
    const sum = await playMany("duel", 1, DUELS, (seed) => playSeed(seed, drawDuel));
    expect(sum.disputes).to.be.greaterThan(sum.games / 2);
    expect(sum.proofs).to.be.greaterThan(0);
  });

  it("settlement: crowds of adversaries, allies, rivals, claims on claims, deliberate losses, to the second", async () => {
    const options = { bits: 48, powersOnly: true, crowd: 32 };
    const sum = await playMany("game", 1, GAMES, (seed) => playSeed(seed, (random) => drawGame(random, options)));
    for (const field of ["disputes", "refuted", "refused", "final", "dead"] as const) {
      expect(sum[field], field).to.be.greaterThan(0);
    }
  });
});
