import { expect } from "chai";
import { describe, it } from "mocha";
import type { Actor } from "../../scripts/lib/stage.ts";
import { tell, TOY } from "../../scripts/lib/story.ts";

const LIES = { 1: { kind: "register", step: 700 } } as const;

/** Ticks everybody in turn, and replaces each by a fresh object, which knows L1 only, after every single look. */
async function playWithoutMemory(...people: (() => Promise<Actor>)[]): Promise<void> {
  for (let acted = true; acted;) {
    acted = false;
    for (const person of people) acted = (await (await person()).tick()) > 0 || acted;
  }
}

describe("agents that are killed after every look", () => {
  it("go on from L1 alone, through a whole dispute and to the end of it", async () => {
    const outcome = await tell("restart", TOY, { nary: 4 }, async (story) => {
      const [sequencer, challenger] = [() => story.sequencer(LIES), () => story.challenger()];
      await story.post(await sequencer(), "a batch");
      await playWithoutMemory(sequencer, challenger);
      await story.runOutClocks();
      await playWithoutMemory(challenger);
      await story.closeWindows();
      await playWithoutMemory(challenger, sequencer);
      await story.expect({ final: 1, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
    });
    expect(outcome.events.filter(({ action }) => action.startsWith("claims"))).to.have.length(2);
    expect(outcome.events.filter(({ action }) => action.startsWith("dissects"))).to.have.length(5);
  });

  it("are not needed any more once a rival has lost: the sequencer itself may come back honest", async () => {
    await tell("conversion", TOY, {}, async (story) => {
      const liar = await story.sequencer(LIES);
      const challenger = await story.challenger();
      await story.post(liar, "a batch");
      await liar.tick();
      // Back without its fault it does not defend the lie, claims the truth, and wins against itself.
      const sequencer = await story.sequencer();
      await story.settle(sequencer, challenger);
      await story.runOutClocks(challenger, sequencer);
      await story.closeWindows(challenger, sequencer);
      const [lost] = (await story.outcome()).refuted;
      story.require(lost === "sequencer", "the lie still stands");
      await story.expect({ final: 1, refuted: ["sequencer"], earned: "checked by itself" });
    });
  });
});
