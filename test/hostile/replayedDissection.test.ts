/*
 * The very same dissection played somewhere else: in another dispute, in another round, by the other side, in another court made
 * alike, on another chain with the same addresses. Seen: signatures and proofs good for any contract that asked for one. Stopped
 * by: a call names both claims and the position that it answers; claims name a start, which holds chain, rollup and batch. Costs
 * the attacker its gas; and who copies honest hashes has said the truth.
 */
import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import {
  as,
  type Board,
  deployCourt,
  endState,
  keyOf,
  makeClaim,
  makeMove,
  openDispute,
  postBatch,
} from "../../bench/lib/court.ts";
import { root } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import { tell, TOY } from "../../scripts/lib/story.ts";
import { departing, execution, Hand } from "./lib/courtHand.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, answering, boardOf, honest, mallory, maxSteps, nary, refuses, room, says, talk } = court;

describe("hostile: an identical dissection replayed elsewhere", () => {
  it("is refused in another dispute and in another round", async () => {
    const at = await room();
    const [truth, lie, other] = [await says(at, honest, 1), await says(at, mallory, 2), await says(at, mallory, 3)];
    const first = await accuse(at, truth, lie);
    const second = await accuse(at, truth, other, 1n);
    const list = talk(first.standing, 0, 16);
    const spoken = [...answering(first), list.hashes.slice(1)] as const;
    const liar = as(at.rollup, mallory);
    const moved = await makeMove(first.board, first.standing, 0, list);

    await refuses(at, liar.move(...spoken), "NotCommitted");
    await refuses(at, liar.move(keyOf(second.board), ...spoken.slice(1)), "NotCommitted");
    await makeMove(first.board, moved, 0, talk(moved, 0, 4));
    await refuses(at, liar.move(...spoken), "NotCommitted");
    // The end of one dispute ends no other, nor an earlier state of its own.
    await court.time.increase(Number(await at.rollup.allowance()));
    const over = [pack(first.standing.position), root(first.standing.last.hashes), lie.made.claim] as const;
    await refuses(at, at.rollup.resolve(keyOf(first.board), ...over), "NotCommitted");
    await refuses(at, at.rollup.resolve(keyOf(second.board), ...over), "NotCommitted");
    await refuses(at, at.rollup.resolve(keyOf(boardOf(at, lie, truth)), ...over), "NotOpen");
  });

  it("is refused in another court of the same terms, and so is everything else that was said there", async () => {
    const [here, there] = [await room(), await room()];
    const [truth, lie] = [await says(here, honest, 1), await says(here, mallory, 2)];
    const twins = [await says(there, honest, 1), await says(there, mallory, 2)];
    expect([twins[0].made.id, twins[1].made.id]).not.to.include(truth.made.id);
    const { board, standing } = await accuse(here, truth, lie);
    await accuse(there, twins[0], twins[1]);
    const [key, position, selection] = answering({ board, standing });
    const elsewhere = as(there.rollup, mallory);
    for (const named of [key, keyOf(boardOf(there, twins[0], twins[1]))]) {
      const error = named === key ? "NotOpen" : "NotCommitted";
      await refuses(there, elsewhere.move(named, position, selection, talk(standing, 0, 16).hashes.slice(1)), error);
    }
    const words = court.words(nary - 1);
    await refuses(there, elsewhere.open(lie.made.claim, truth.made.claim, words), "NotOwner");
    await refuses(there, elsewhere.open(twins[1].made.claim, truth.made.claim, words), "NotStanding");
    await refuses(there, elsewhere.claim(here.genesis, here.batch, endState(4), { value: there.bond }), "WrongBatch");
    await refuses(there, there.rollup.finalize(truth.made.claim), "NotStanding");
    await refuses(there, there.rollup.collect(truth.made.claim), "NothingDue");
  });

  it("is refused on another chain, even where all addresses, batches and times are the same", async () => {
    const moment = 4_000_000_000;
    const made = [];
    for (const chainId of [31_337, 31_338]) {
      const chain = await network.create({ override: { chainId } });
      const [, claimant, rival] = await chain.ethers.getSigners();
      const at = await deployCourt(chain.ethers, { maxSteps, nary });
      await chain.networkHelpers.time.setNextBlockTimestamp(moment);
      const batch = await postBatch(at, "0x01");
      const sides = [];
      for (const [tag, signer] of [claimant, rival].entries()) {
        const said = await makeClaim(at, signer, at.genesis, batch, endState(tag));
        sides.push(court.sideOf(signer, said));
      }
      const board: Board = { host: at.rollup, nary, opener: sides[0], responder: sides[1] };
      made.push({ at, batch, board, address: await at.rollup.getAddress(), ...(await openDispute(board)) });
    }
    const [here, there] = made;
    expect(here.address).to.equal(there.address);
    expect(here.batch.accumulator).not.to.equal(there.batch.accumulator);
    const [key, position, selection] = answering({ board: here.board, standing: here });
    const answer = as(there.at.rollup, there.board.responder.signer);
    const move = answer.move(key, position, selection, talk(here, 0, 16).hashes.slice(1));
    await expect(move).to.be.revertedWithCustomError(there.at.rollup, "NotOpen");
    const own = answer.move(keyOf(there.board), position, selection, talk(here, 0, 16).hashes.slice(1));
    await expect(own).to.be.revertedWithCustomError(there.at.rollup, "NotCommitted");
  });

  it("by a liar that copies every honest hash but its own end is told at the last step", async () => {
    await tell("copycat", TOY, {}, async (story) => {
      const sequencer = await story.sequencer();
      await story.post(sequencer, "a batch");
      await story.settle(sequencer); // claims the truth
      const [mine] = (await story.view()).claims.values();
      const truth = await execution(story);
      const copycat = new Hand(story, "copycat");
      const lie = await copycat.claim(truth, { ...truth.end, cpuHash: `0x${"66".repeat(32)}` });
      const copy = departing(truth.trace, truth.trace.maxSteps - 1, () => lie.end);
      const dispute = await copycat.open(lie, mine, copy);
      for (let answered = true; answered; answered = await copycat.answer(dispute, copy)) await sequencer.tick();
      await story.closeWindows(sequencer);
      story.require(
        story.events.some(({ action }) => action === "proves step 4095"),
        "the last step was not proved",
      );
      await story.expect({ final: 1, refuted: ["copycat"], earned: { sequencer: 0.5, copycat: -1 } });
    });
  });
});
