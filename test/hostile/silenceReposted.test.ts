/*
 * A true claim lost by silence: its owner was away, or in the liar's pay. Seen: a defender down for one challenge period, and a
 * false root final at its end. Stopped by: what ran out of time says nothing about the truth; an end state that was claimed in W
 * may be claimed again by anyone until G is over, and the honest agent does so. Costs the absent half a bond, the liar its own.
 */
import { describe, it } from "mocha";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";

const LIES = { 1: { kind: "register", step: 700 } } as const;

describe("hostile: a true claim lost by silence", () => {
  for (const [part, window, who] of [
    ["W", 600, "its own owner"],
    ["G", 120, "somebody else"],
  ] as const) {
    it(`is made again in ${part} by ${who}, and wins`, async () => {
      await tell("silence", { ...TOY, court: { window, grace: 150 } }, {}, async (story) => {
        await story.post(await story.sequencer(), "a batch");
        const [absent, liar] = [await story.challenger("absent"), await story.liar("liar", LIES)];
        await liar.tick(); // claims the lie
        await absent.tick(); // claims the truth, and is not heard of for a while
        await story.settle(liar); // takes it to court
        await story.runOutClocks(liar);
        await expectLost(story);

        const back = who === "its own owner" ? absent : await story.challenger("other");
        await back.tick();
        const { view, now } = await story.court.sync();
        const since = now - (view.results.get(view.head)?.openedAt ?? now);
        story.require(since > window === (part === "G"), `it was made again after ${since} s, which is not in ${part}`);
        await story.settle(back);
        await story.runOutClocks(back);
        await story.closeWindows(back, liar);
        const earned = back === absent ? { absent: -0.5, liar: -0.5 } : { absent: -1, other: 0.5, liar: -0.5 };
        await story.expect({ final: 1, refuted: ["liar", "absent"], earned });
      });
    });
  }
});

/** One claim is refuted, by the clock, and only the lie stands. */
async function expectLost(story: Story): Promise<void> {
  const fates = [...(await story.view()).claims.values()].map(({ status, lostBy }) => lostBy ?? status);
  story.require(fates.join() === "standing,clock", `the claims are: ${fates.join()}`);
}
