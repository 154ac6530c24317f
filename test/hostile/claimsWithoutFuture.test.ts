/*
 * Claims and disputes on a result that can no longer become final. Seen: stakes stuck under a branch that nobody would ever
 * decide, and stakes taken from honest claims there by whoever still bothered to play. Stopped by: nothing is decided on a dead
 * result; its disputes close without a loser, locks and bonds go home. Costs those who claimed there their patience.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { as, endState, makeEnd, makeMove, openingAfter } from "../../bench/lib/court.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, answering, anyone, BOND, BURNT, honest, mallory, oscar, refuses, REWARD, room, says, trudy } = court;

describe("hostile: claims on a result that can no longer become final", () => {
  it("refute nobody: the last move, the proof and the clock all come too late, and every wei goes home", async () => {
    const at = await room();
    const wei = await court.earned([honest, mallory, trudy, oscar], async () => {
      const [truth, lie] = [await says(at, honest, 1), await says(at, mallory, 2)];
      const later = await court.nextBatch(at);
      const dead = openingAfter(lie.made.claim, at.batch, endState(2));
      const claims = [];
      for (const [tag, who] of [trudy, oscar, oscar].entries()) claims.push(await says(later, who, 5 + tag, dead));
      await court.beat(at, truth, lie);
      await court.closeWindows(at);

      // Trudy sues both of Oscar's claims, the second with a lock; one is at its last step, in the other Oscar is silent.
      const silent = await accuse(later, claims[0], claims[1]);
      const { board, standing } = await accuse(later, claims[0], claims[2], 1n);
      const fought = await makeMove(board, standing, 0, court.talk(standing, 0, 16));
      const final = await makeMove(board, fought, 0, court.talk(fought, 0, 4));
      await at.rollup.abandon(dead);

      const proof = as(at.rollup, oscar).prove(...answering({ board, standing: final }), "0x", claims[0].made.claim);
      await refuses(at, proof, "ParentSettled");
      await makeEnd(board, final, anyone);
      await court.runOut(later, silent);
      for (const side of claims) expect(await court.standingOf(at, side)).to.equal("standing");
      await at.rollup.finalize(truth.made.claim);
      await court.cashUp(at, [truth, lie, ...claims]);
      for (const side of claims) expect(await court.standingOf(at, side)).to.equal("collected");
    });
    expect(wei).to.deep.equal([REWARD, -BOND, 0n, 0n]);
    expect(await court.held(at)).to.equal(BURNT);
  });

  it("close when they are opened after their end as well, lock returned, nobody the poorer", async () => {
    const at = await room();
    const wei = await court.earned([trudy, oscar], async () => {
      const [truth, lie] = [await says(at, honest, 1), await says(at, mallory, 2)];
      const later = await court.nextBatch(at);
      const dead = openingAfter(lie.made.claim, at.batch, endState(2));
      const claims = [];
      for (const [tag, who] of [trudy, oscar, oscar].entries()) claims.push(await says(later, who, 5 + tag, dead));
      await court.beat(at, truth, lie);
      await court.closeWindows(at);
      await at.rollup.abandon(dead);
      const late = [await accuse(later, claims[0], claims[1]), await accuse(later, claims[0], claims[2], 1n)];
      for (const { board, standing } of late) await makeEnd(board, standing, anyone);
      await court.cashUp(at, claims);
    });
    expect(wei).to.deep.equal([0n, 0n]);
  });
});
