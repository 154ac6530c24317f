import { expect } from "chai";
import { describe, it } from "mocha";
import { tell, TOY } from "../../scripts/lib/story.ts";

/*
 * Attack: two agents run machines with the same bug (or one liar runs both), agree with each other on a false state, and stand
 * by it in good faith (field: forged proofs that two provers of one kind accept).
 * Stops it: agreement decides nothing; one honest challenger is enough, for the judge executes the step itself. An agent that
 * the judge has contradicted does not claim the same again.
 * Costs: each of them a bond, once.
 */

/** With nary 8 the opener, who is honest here, has the last word, so that the judge speaks. */
const SETTING = { ...TOY, court: { nary: 8 } };
const BUG = { 1: { kind: "register", step: 700 } } as const;

describe("hostile: the same bug in two machines", () => {
  for (const before of [true, false]) {
    it(`two that agree lose to one that is right, who came ${before ? "first" : "last"}; neither tries again`, async () => {
      await tell("sameBugInTwoMachines", SETTING, {}, async (story) => {
        const first = await story.sequencer(BUG);
        const second = await story.liar("second", BUG);
        const honest = await story.challenger();
        await story.post(first, "a batch");
        const order = before ? [first, honest, second] : [first, second, honest];
        for (const actor of order) await actor.tick();
        // Who came between the claims is sued by the later one; all of them play on until nobody has anything to say.
        await story.settle(honest, first, second);
        const view = await story.view();
        const lost = [...view.claims.values()].filter(({ status }) => status === "refuted");
        expect(lost.every(({ lostBy }) => lostBy === "step")).to.equal(true);

        for (let round = 0; round < 3; round++) await story.runOutClocks(honest, first, second);
        await story.closeWindows(honest, first, second);
        await story.settle(honest, first, second);
        await story.expect({
          final: 1,
          refuted: ["sequencer", "second"],
          earned: { sequencer: -1, second: -1, challenger: 1 },
        });
        // Three claims, ever.
        expect((await story.view()).claims.size).to.equal(3);
      });
    });
  }
});
