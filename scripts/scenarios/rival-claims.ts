import { tell, TOY, type Options, type Outcome } from "../lib/story.ts";

/**
 * Three different false end states at once, all defended to the last, the liars against each other as well. One honest
 * challenger meets each of them in a dispute of its own and is the only one left.
 */
export async function rivalClaims(options: Options = {}): Promise<Outcome> {
  return tell("rival-claims", TOY, options, async (story) => {
    const sequencer = await story.sequencer({ 1: { kind: "register", step: 700 } });
    const second = await story.liar("second", { 1: { kind: "memory", step: 300 } });
    const third = await story.liar("third", { 1: { kind: "output", step: 500 } });
    const challenger = await story.challenger();

    await story.post(sequencer, "a batch");
    for (const liar of [sequencer, second, third]) await liar.tick();
    await story.settle(challenger, sequencer, second, third);
    await story.runOutClocks(challenger);
    await story.closeWindows(challenger, sequencer, second, third);

    await story.expect({ final: 1, refuted: ["sequencer", "second", "third"], earned: "checked by itself" });
    const { accounts, bond } = await story.outcome();
    for (const { who, earned } of accounts) {
      // Whose halves the liars win of each other depends on who was faster; none of them comes out ahead.
      const asItMust = who === "challenger" ? earned >= bond / 2n : earned < 0n;
      story.require(asItMust, `${who} has earned ${earned} wei`);
    }
  });
}
