import { expect } from "chai";
import { describe, it } from "mocha";
import { tell, TOY } from "../../scripts/lib/story.ts";
import { Calls } from "../../src/chain/calls.ts";
import { Random } from "../guest/random.ts";
import { sign, timeOf } from "./lib/l1Chain.ts";
import { deliver } from "./lib/l1Swap.ts";

/*
 * Attack: the sequencer posts batches of the worst kind as fast as it can, and lies about the last of them, so that honest
 * agents are still busy with the others when W ends (field: a flood of work that no prover keeps up with).
 * Stops it: the Inbox meters work, a leaky bucket of W / 4 that drains a second per second: whoever needs `worstSeconds` for a
 * batch is never further behind than W / 4.
 * Costs: the sequencer the gas of its posts and the bond of its lie.
 */

const SETTING = { ...TOY, terms: { ...TOY.terms, worstSeconds: 10 } };
const [WORST, POSTS, SEED] = [10, 40, 12];

describe("hostile: a flood of worst-case batches", () => {
  it(`is metered, to the second: a re-executor is never further behind than W / 4 (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    await tell("floodOfWorstBatches", SETTING, {}, async (story) => {
      const { stage } = story;
      const capacity = stage.court.window / 4;
      const calls = new Calls(story.court.facts);
      let [now, done, taken, worstLag] = [(await timeOf(stage)) + 100, 0, 0, 0];
      for (let i = 0; i < POSTS; i++) {
        // Half of the time in the very next second, else at some time around the moment at which there is room again.
        now += 1 + random.below(2) * random.below(2 * WORST);
        const lag = Math.max(done - now, 0) + WORST;
        const raw = await sign(stage, 0, calls.post(await story.court.lastAccumulator(), "0x01"));
        const refusal = await deliver(stage, raw, now);
        expect(refusal, `at ${now}`).to.equal(lag > capacity ? "TooMuchWork" : "");
        if (refusal !== "") continue;
        [done, taken, worstLag] = [now + lag, taken + 1, Math.max(worstLag, lag)];
      }
      expect(worstLag).to.equal(capacity);
      expect(taken).to.be.within(capacity / WORST, POSTS - 1);

      // The lie is about the last of them, and W for it opens only now: there is time for all the others.
      const [liar, honest] = [await story.sequencer({ [taken]: { kind: "output" } }), await story.challenger()];
      await story.settle(liar, honest);
      await story.runOutClocks(honest);
      await story.closeWindows(honest, liar);
      await story.settle(honest, liar);
      await story.expect({ final: taken, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
    });
  });
});
