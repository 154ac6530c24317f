import { tell, TOY, type Options, type Outcome } from "../lib/story.ts";

/**
 * Two honest challengers, who do not know of each other, against one liar. Each holds a claim of its own and opens a dispute of
 * its own. Whoever wins first earns half of the liar's bond; the other's dispute closes without a loser and its bond comes home:
 * an ally costs nobody anything but gas.
 */
export async function twoChallengers(options: Options = {}): Promise<Outcome> {
  return tell("two-challengers", TOY, options, async (story) => {
    const sequencer = await story.sequencer({ 1: { kind: "register", step: 700 } });
    const first = await story.challenger("first");
    const second = await story.challenger("second");

    await story.post(sequencer, "a batch");
    await story.settle(sequencer);
    await story.settle(first, second);
    await story.settle(sequencer, first, second);
    await story.runOutClocks(first, second);
    await story.closeWindows(first, second, sequencer);

    const opened = story.events.filter(({ action }) => action.startsWith("opens")).map(({ who }) => who);
    story.require(opened.join() === "first,second", `disputes were opened by: ${opened.join()}`);
    await story.expect({ final: 1, refuted: ["sequencer"], earned: { sequencer: -1, first: 0.5, second: 0 } });
  });
}
