/*
 * The truth claimed by the liar's friend, who then loses on purpose, to drag the truth down or to pay the liar with its bonds.
 * Seen: games in which one end state had one defender, whoever came first. Stopped by: each claim is its owner's, and a refuted
 * ally takes nothing from another; the friend's bond goes half to the liar and half to nobody, and so does each lock. Costs the
 * pair half a bond for each that it moves about, and the lies themselves.
 */
import { describe, it } from "mocha";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";
import { departing, execution, fight, Hand } from "./lib/courtHand.ts";

const LIES = [
  { kind: "register", step: 700 },
  { kind: "memory", step: 300 },
] as const;

describe("hostile: an ally that is the liar's friend", () => {
  for (const lies of [1, 2]) {
    it(`loses its bond and ${lies - 1} locks, and the honest ally wins as if it were alone`, async () => {
      await tell("traitor", TOY, {}, async (story) => {
        const sequencer = await story.sequencer();
        await story.post(sequencer, "a batch");
        await story.settle(sequencer); // claims the truth
        const gang = await betray(story, lies);

        await story.settle(sequencer);
        await story.runOutClocks(sequencer);
        await story.closeWindows(sequencer);
        for (const hand of gang) await hand.cashUp();
        // The first lie wins half of the friend's bond, the second half of its lock; both lose their own.
        const earned = { sequencer: 0.5 * lies, friend: -lies, liar: -0.5 * lies };
        await story.expect({ final: 1, refuted: ["friend", ...Array<string>(lies).fill("liar")], earned });
      });
    });
  }
});

/** The friend says the truth and sues the liar's claims; in the first dispute it dissects falsely, until the judge says so. */
async function betray(story: Story, count: number): Promise<Hand[]> {
  const [friend, liar] = [new Hand(story, "friend"), new Hand(story, "liar")];
  const truth = await execution(story);
  const same = await friend.claim(truth);
  const junk = departing(truth.trace, 0);
  for (const [i, fault] of LIES.slice(0, count).entries()) {
    const lie = await execution(story, fault);
    const other = await liar.claim(lie);
    const dispute = await friend.open(same, other, junk, i > 0);
    if (i === count - 1) await fight(dispute, { hand: friend, trace: junk }, { hand: liar, trace: lie.trace });
  }
  story.require((await story.view()).claims.get(same.id)?.lostBy === "step", "the friend did not lose by a step");
  return [friend, liar];
}
