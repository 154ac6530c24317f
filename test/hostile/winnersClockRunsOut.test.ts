/*
 * Nobody left to act. Seen: a winner whose own clock had run out, or who never came back, so that no one could be paid. Stopped
 * by: whose time is over is said by anyone; what is won stays with the claim that won it, whatever becomes of that; anyone
 * collects for anyone, and no bond waits for another's owner. Costs the absent their own turn, never somebody else's money.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { makeEnd, makeMove } from "../../bench/lib/court.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, anyone, BOND, BURNT, honest, mallory, oscar, refuses, REWARD, room, says, talk, trudy } = court;
const YEARS = 20 * 365 * 86_400;

describe("hostile: a winner's clock run out", () => {
  it("leaves a claim that has won, and lost later, what it won", async () => {
    const at = await room();
    const wei = await court.earned([mallory, trudy, oscar], async () => {
      const [winner, first, second] = [await says(at, mallory, 1), await says(at, trudy, 2), await says(at, oscar, 3)];
      await court.beat(at, winner, first);
      await court.beat(at, second, winner);
      await court.closeWindows(at);
      await at.rollup.finalize(second.made.claim);
      await court.cashUp(at, [winner, first, second]);
    });
    expect(wei).to.deep.equal([REWARD - BOND, -BOND, REWARD]);
    expect(await court.held(at)).to.equal(2n * BURNT);
  });

  it("lets others be paid when the winner never comes back, and the winner when it does after all", async () => {
    const at = await room();
    const claims = [await says(at, honest, 1), await says(at, oscar, 1), await says(at, mallory, 2)];
    const [absent, ally, lie] = claims;
    await court.beat(at, absent, lie);
    await court.closeWindows(at);
    await at.rollup.finalize(ally.made.claim);
    const [home] = await court.earned([oscar], () => court.cashUp(at, [ally]));
    expect(home).to.equal(BOND);
    await court.time.increase(YEARS);
    const [late] = await court.earned([honest], () => court.cashUp(at, [absent]));
    expect(late).to.equal(BOND + REWARD);
    expect(await court.held(at)).to.equal(BURNT);
  });

  it("decides between two sides that are both gone: the mover has lost, from its last second on, by anyone's word", async () => {
    for (const moves of [0, 1]) {
      const at = await room();
      const [opener, responder] = [await says(at, mallory, 1), await says(at, trudy, 2)];
      const { board, ...opened } = await accuse(at, opener, responder);
      const standing =
        moves === 0 ? opened.standing : await makeMove(board, opened.standing, 0, talk(opened.standing, 0, 16));
      const end = standing.position.movedAt + Number(await at.rollup.allowance());
      await court.time.setNextBlockTimestamp(end - 1);
      await refuses(at, makeEnd(board, standing, anyone), "TimeIsLeft");
      await court.time.setNextBlockTimestamp(end);
      await makeEnd(board, standing, anyone);
      const [winner, loser] = moves === 0 ? [opener, responder] : [responder, opener];
      expect([await court.standingOf(at, winner), await court.standingOf(at, loser)]).to.deep.equal([
        "standing",
        "refuted",
      ]);
      await court.closeWindows(at);
      await at.rollup.finalize(winner.made.claim);
      const [gets, nothing] = await court.earned([winner.signer, loser.signer], () =>
        court.cashUp(at, [winner, loser]),
      );
      expect([gets, nothing]).to.deep.equal([BOND + REWARD, 0n]);
    }
  });
});
