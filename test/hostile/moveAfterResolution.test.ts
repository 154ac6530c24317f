/*
 * A move after the end. Seen: a game that still took moves when it was resolved, so that its last move hung unresolved for ever
 * and froze every bond in it. Stopped by: an ended dispute keeps the commitment 1, which is the hash of no position, so nothing
 * answers it; a claim that does not stand has no moves; a decided result takes no claims. Costs the attacker its gas.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { as, endState, keyOf, makeEnd, makeMove } from "../../bench/lib/court.ts";
import { root } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, answering, anyone, BOND, BURNT, honest, mallory, oscar, refuses } = court;
const { REWARD, room, says, talk, trudy, words } = court;

/** Every call that could go on with a dispute, by everybody. */
async function tryEverything(at: court.Room, { board, standing }: court.Dispute): Promise<void> {
  const { opener, responder } = board;
  const hashes = words(board.nary);
  for (const who of [opener.signer, responder.signer, anyone]) {
    const rollup = as(at.rollup, who);
    await refuses(at, rollup.move(...answering({ board, standing }), hashes), "NotOpen");
    for (const { made } of [opener, responder]) {
      await refuses(at, rollup.prove(...answering({ board, standing }), "0x", made.claim), "NotOpen");
      const end = [keyOf(board), pack(standing.position), root(standing.last.hashes), made.claim] as const;
      await refuses(at, rollup.resolve(...end), "NotOpen");
    }
  }
  // Two claims meet once, in either direction.
  for (const [a, b] of [
    [opener, responder],
    [responder, opener],
  ]) {
    await refuses(at, as(at.rollup, a.signer).open(a.made.claim, b.made.claim, words(board.nary - 1)), "NotStanding");
  }
}

describe("hostile: a move after resolution", () => {
  it("is refused, whoever makes it and of whatever kind, and everybody is paid", async () => {
    const at = await room();
    const wei = await court.earned([honest, mallory], async () => {
      const [truth, lie] = [await says(at, honest, 1), await says(at, mallory, 2)];
      const dispute = await accuse(at, truth, lie);
      await court.runOut(at, dispute);
      await tryEverything(at, dispute);
      await court.closeWindows(at);
      await at.rollup.finalize(truth.made.claim);
      await tryEverything(at, dispute);
      for (const tag of [1, 2, 3]) {
        const late = as(at.rollup, mallory).claim(at.genesis, at.batch, endState(tag), { value: at.bond });
        await refuses(at, late, "ParentClosed");
      }
      await court.cashUp(at, [truth, lie]);
    });
    expect(wei).to.deep.equal([REWARD, -BOND]);
    expect(await court.held(at)).to.equal(BURNT);
  });

  it("against a rival that another has refuted is talk: finality, bonds and locks do not wait for it", async () => {
    const at = await room();
    const wei = await court.earned([honest, oscar, mallory, trudy], async () => {
      const [truth, ally] = [await says(at, honest, 1), await says(at, oscar, 1)];
      const [first, lie] = [await says(at, trudy, 2), await says(at, mallory, 3)];
      const short = await accuse(at, truth, first);
      const won = await accuse(at, ally, lie);
      const { board, standing } = await accuse(at, truth, lie, 1n);
      await court.time.increase(100);
      const left = await makeMove(board, standing, 0, talk(standing, 0, 16));
      await court.runOut(at, short);
      await court.runOut(at, won);

      // The winner's ally goes on talking to the dead, who cannot answer.
      const last = await makeMove(board, left, 0, talk(left, 0, 4));
      await refuses(at, as(at.rollup, mallory).move(...answering({ board, standing: last }), words(1)), "NotStanding");
      await court.closeWindows(at);
      await at.rollup.finalize(ally.made.claim);
      await court.cashUp(at, [truth, ally, first, lie]);
      expect(await court.held(at)).to.equal(2n * BURNT + BOND);
      await makeEnd(board, last, anyone);
      await refuses(at, makeEnd(board, last, anyone), "NotOpen");
      await court.cashUp(at, [truth]);
    });
    expect(wei).to.deep.equal([REWARD, REWARD, -BOND, -BOND]);
    expect(await court.held(at)).to.equal(2n * BURNT);
  });
});
