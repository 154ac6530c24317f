import { expect } from "chai";
import { describe, it } from "mocha";
import { moveDeadline } from "../../src/rollup/query.ts";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";
import { rollupAbi } from "../../src/chain/abi.ts";
import { mine, nextAt, timeOf } from "./lib/l1Chain.ts";

/*
 * Attack: a liar makes every move in the last second that it has: first all of its allowance, then the minimum again and again,
 * to keep a batch from becoming final and to run the other side's clock out (field: last-second moves and clock gaming).
 * Stops it: each side spends its own time only; an allowance for all turns and a minimum for each bound the whole dispute by
 * `longestDispute`; at the deadline itself nothing is taken any more.
 * Costs: the liar its bond; the chain the delay that its parameters state.
 */

/** Six rounds, so that the minimum matters. */
const SETTING = { ...TOY, court: { nary: 4 } };
const LIE = { 1: { kind: "register", step: 700 } } as const;

describe("hostile: last-second moves", () => {
  it("of a liar and of everybody: the dispute ends within longestDispute, and the liar loses", async () => {
    for (const patient of ["liar", "both"] as const) {
      await tell("lastSecondMoves", SETTING, {}, async (story) => {
        const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
        await story.post(liar, "a batch");
        for (const actor of [liar, honest, honest]) await actor.tick();
        const opened = (await only(story)).position.movedAt;
        let [turns, before] = [0, 0];
        for (; !(await only(story)).over; turns++) {
          const dispute = await only(story);
          const mover = dispute.position.openerMoves ? honest : liar;
          const due = moveDeadline(dispute, story.court.facts.timing);
          if (mover === liar || patient === "both") await nextAt(story.stage, due - 1);
          if ((await mover.tick()) > 0) continue;
          // Whoever has a false step to prove has nothing to say.
          expect(mover).to.equal(liar);
          await mine(story.stage, due);
          await honest.tick();
          before = due;
        }
        const took = (before || (await timeOf(story.stage))) - opened;
        const longest = await story.stage.l1.client.readContract({
          address: story.court.facts.rollup,
          abi: rollupAbi,
          functionName: "longestDispute",
        });
        expect(turns).to.be.within(5, 7);
        expect(took).to.be.at.most(longest);
        // Who waits to the last second of every turn takes all there is but those seconds.
        if (patient === "both") expect(took).to.be.at.least(longest - turns);
        await story.closeWindows(honest);
        await story.expect({ final: 1, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
      });
    }
  });

  for (const late of [0, 1]) {
    it(`${late} s behind its deadline the liar's move is refused, and anyone may end the dispute`, async () => {
      await tell("lastSecondMoves", SETTING, {}, async (story) => {
        const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
        await story.post(liar, "a batch");
        for (const actor of [liar, honest, honest, liar, honest]) await actor.tick();
        const dispute = await only(story);
        expect(dispute.position.openerMoves).to.equal(false);
        const due = moveDeadline(dispute, story.court.facts.timing);
        // The liar decides while it still has time, and is mined too late.
        await nextAt(story.stage, due + late);
        expect(await liar.tick()).to.equal(0);
        expect(story.events.at(-1)?.action).to.match(/TimeIsOver|reverted/);
        if ((await timeOf(story.stage)) < due) await mine(story.stage, due + late);
        await honest.tick();
        expect((await only(story)).over).to.equal(true);
        await story.closeWindows(honest);
        await story.expect({ final: 1, refuted: ["sequencer"], earned: "checked by itself" });
      });
    });
  }
});

async function only(story: Story) {
  const [dispute] = [...(await story.view()).disputes.values()];
  return dispute!;
}
