import { expect } from "chai";
import { describe, it } from "mocha";
import { tell, TOY } from "../../scripts/lib/story.ts";
import { Calls } from "../../src/chain/calls.ts";
import { toHex } from "../../src/types/hex.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { heightOf, mine, rawsSince, resign, sign, takeBack, timeOf } from "./lib/l1Chain.ts";
import { deliver } from "./lib/l1Swap.ts";

/*
 * Attack: the sequencer signs two batches with the same number, one for each side of a fork of L1, so that agents have executed,
 * claimed and disputed the one when the other turns out to stand; or it posts nothing any more, whatever is open.
 * Stops it: batches are named by the accumulator, which holds their content; agents follow L1 and forget the other side. A
 * sequencer that is silent is needed for nothing that has begun. (Nothing is promised yet to whom it leaves out.)
 * Costs: the sequencer nothing but its good name, as long as it does not claim falsely; on either side a false claim costs its bond.
 */

const LIE = { 1: { kind: "output", step: 700 } } as const;

onAnvil("hostile: two batches with one number", () => {
  for (const depth of [1, 2, 3]) {
    it(`on two sides of a fork ${depth} deep: claims on the other side are refused, the lie on this one is refuted`, async () => {
      await tell("sequencerEquivocates", { ...TOY, start: startAnvil }, {}, async (story) => {
        const { stage } = story;
        const calls = new Calls(story.court.facts);
        const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
        const height = await heightOf(stage);
        await story.post(liar, "a batch");
        // The other side comes to know of as much as fits: a false claim, a true one, their dispute.
        const played = [liar, honest, honest].slice(0, depth);
        for (const actor of played) await actor.tick();
        const [gone, time] = [await rawsSince(stage, height), await timeOf(stage)];
        await takeBack(stage, (await heightOf(stage)) - height);
        const previous = await story.court.lastAccumulator();
        const other = await sign(stage, 0, calls.post(previous, toHex(Buffer.from("another batch"))));
        expect(await deliver(stage, other, time + 1)).to.equal("");
        for (const raw of gone.slice(1)) expect(await deliver(stage, await resign(raw))).to.not.equal("");

        await story.settle(liar, honest);
        await story.runOutClocks(honest);
        await story.closeWindows(honest);
        await story.expect({ final: 1, refuted: ["sequencer"], earned: "checked by itself" });
        const { batches, claims } = await story.view();
        expect([batches.length, claims.size]).to.deep.equal([1, 2]);
      });
    });
  }
});

describe("hostile: a sequencer that falls silent", () => {
  it("stops nothing that has begun: the dispute ends and the truth becomes final without it", async () => {
    await tell("sequencerEquivocates", TOY, {}, async (story) => {
      const [liar, honest] = [await story.sequencer(LIE), await story.challenger()];
      await story.post(liar, "a batch");
      await story.post(liar, "one more");
      await liar.tick();
      await story.settle(honest);
      await story.runOutClocks(honest);
      await story.closeWindows(honest);
      await story.expect({ final: 1, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
      // Nothing happens for longer than W + G: what is final stays so, and whoever likes claims the batch that is left.
      await mine(story.stage, (await timeOf(story.stage)) + 10 * story.stage.court.window);
      const anybody = await story.liar("anybody", {});
      await story.settle(anybody, honest);
      await story.closeWindows(anybody);
      await story.expect({ final: 2, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
    });
  });
});
