import { expect } from "chai";
import { describe, it } from "mocha";
import { tell, TOY, type Story } from "../../scripts/lib/story.ts";

/* Whole disputes between real agents, with the real machine, judge and contracts, by both roles and at every arity. */

const FAULT = { kind: "register", step: 700 } as const;

/** A lie of the sequencer's against a challenger; `opener` is whoever opens the dispute. */
async function play(story: Story, opener: "sequencer" | "challenger"): Promise<void> {
  const sequencer = await story.sequencer({ 1: FAULT });
  const challenger = await story.challenger();
  await story.post(sequencer, "a batch");
  await sequencer.tick(); // claims falsely
  await challenger.tick(); // claims the truth
  await (opener === "sequencer" ? sequencer : challenger).tick();
  await story.settle(sequencer, challenger);
  await story.runOutClocks(challenger);
  await story.closeWindows(challenger);
}

/** Dissections of a span of 2^12 steps, the opening included. */
const dissectionsOf = (nary: number): number => Math.ceil(12 / Math.log2(nary));

describe("a whole dispute", () => {
  for (const nary of [2, 4, 8, 16, 32]) {
    for (const opener of ["sequencer", "challenger"] as const) {
      const liar = opener === "sequencer" ? "liar" : "honest side";
      it(`is won by the honest side: ${nary}-ary, opened by the ${liar}`, async () => {
        const { events, refuted } = await tell("roles", TOY, { nary }, async (story) => {
          await play(story, opener);
          await story.expect({ final: 1, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
        });
        expect(refuted).to.deep.equal(["sequencer"]);
        const openers = events.filter(({ action }) => action.startsWith("opens")).map(({ who }) => who);
        expect(openers).to.deep.equal([opener]);
        expect(events.filter(({ action }) => action.startsWith("dissects"))).to.have.length(dissectionsOf(nary) - 1);
        // Who is to move when one step is left follows from the number of dissections: the judge, or else the clock, decides.
        const proves = (dissectionsOf(nary) % 2 === 1) === (opener === "sequencer");
        const last = events.find(({ who, action }) => who === "challenger" && /^(proves|resolves)/.test(action));
        expect(last!.action).to.equal(proves ? `proves step ${FAULT.step}` : "resolves a dispute");
      });
    }
  }
});
