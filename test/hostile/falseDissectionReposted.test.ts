/*
 * A true claim lost by a deliberately false dissection: its owner helps the other side to a step that the judge finds true.
 * Seen: games in which a root claim that had lost once could not be made again, so that whoever made it first owned the truth.
 * Stopped by: an end state that was claimed in W may be claimed again by anyone until G is over, and the honest agent does so
 * whoever lost it, and how. Costs the traitor half a bond each time.
 */
import { describe, it } from "mocha";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";
import type { ClaimRecord } from "../../src/rollup/view.ts";
import { departing, execution, fight, Hand } from "./lib/courtHand.ts";

const LIE = { kind: "register", step: 700 } as const;

describe("hostile: a true claim lost by a deliberately false dissection", () => {
  it("is made again by an honest agent that had nothing to do with it", async () => {
    await tell("false-dissection", TOY, {}, async (story) => {
      const [friend, liar] = await begin(story);
      await loseByStep(story, friend, liar);
      const challenger = await story.challenger();
      await story.settle(challenger);
      await story.runOutClocks(challenger);
      await story.closeWindows(challenger);
      for (const hand of [friend, liar]) await hand.cashUp();
      const earned = { friend: -1, liar: -0.5, challenger: 0.5 };
      await story.expect({ final: 1, refuted: ["friend", "liar"], earned });
    });
  });

  it("and lost again and again, is still won by whoever stands by it, for half a bond each time to its betrayer", async () => {
    const times = 3;
    await tell("false-dissections", TOY, {}, async (story) => {
      const [friend, liar] = await begin(story);
      const lies = await loseByStep(story, friend, liar);
      for (let again = 1; again < times; again++) await loseByStep(story, friend, liar, lies);
      const challenger = await story.challenger();
      await story.settle(challenger);
      await story.runOutClocks(challenger);
      await story.closeWindows(challenger);
      for (const hand of [friend, liar]) await hand.cashUp();
      const earned = { friend: -times, liar: times / 2 - 1, challenger: 0.5 };
      await story.expect({ final: 1, refuted: ["friend", "liar", "friend", "friend"], earned });
    });
  });
});

/** The sequencer posts and is not heard of again. */
async function begin(story: Story): Promise<Hand[]> {
  await story.post(await story.sequencer(), "a batch");
  return [new Hand(story, "friend"), new Hand(story, "liar")];
}

/** The friend claims the truth, sues the lie, and answers with nonsense. @returns the lie */
async function loseByStep(story: Story, friend: Hand, liar: Hand, made?: ClaimRecord): Promise<ClaimRecord> {
  const [truth, lie] = [await execution(story), await execution(story, LIE)];
  const mine = await friend.claim(truth);
  const rival = made ?? (await liar.claim(lie));
  const junk = departing(truth.trace, 0);
  const dispute = await friend.open(mine, rival, junk);
  await fight(dispute, { hand: friend, trace: junk }, { hand: liar, trace: lie.trace });
  const lost = (await story.view()).claims.get(mine.id);
  story.require(lost?.status === "refuted" && lost.lostBy === "step", "the true claim was not lost by a step");
  return rival;
}
