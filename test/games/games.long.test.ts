import { describe, it } from "mocha";
import { writeResult } from "../../bench/lib/result.ts";
import { drawDuel, drawGame, playSeed } from "./draw.ts";
import { playMany, type Sum } from "./many.ts";

/* 10^5 games without a chain, from other seeds than the short test's; what they came to goes to bench/results. */

const [DUELS, GAMES] = [85_000, 15_000];

describe("10^5 games without a chain", function () {
  this.timeout(7_200_000);
  const sums: Sum[] = [];

  it("single disputes", async () => {
    sums.push(await playMany("duel", 1_000_001, DUELS, (seed) => playSeed(seed, drawDuel)));
  });

  it("settlement", async () => {
    const options = { bits: 48, powersOnly: true, crowd: 32 };
    sums.push(
      await playMany("game", 1_000_001, GAMES, (seed) => playSeed(seed, (random) => drawGame(random, options))),
    );
  });

  after(() => {
    const total = (field: keyof Sum): number => sums.reduce((sum, each) => sum + each[field], 0);
    const fields = ["games", "calls", "claims", "disputes", "moves", "proofs", "refuted", "final", "dead"] as const;
    writeResult(
      "games",
      fields.map((name) => ({ name, value: total(name), unit: name })),
    );
  });
});
