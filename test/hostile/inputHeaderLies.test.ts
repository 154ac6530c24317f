import { expect } from "chai";
import { describe, it } from "mocha";
import { tell, TOY } from "../../scripts/lib/story.ts";
import { composeInput } from "../../src/rollup/input.ts";
import { Random } from "../guest/random.ts";
import { asks, PEEK_STEP, PUPPET } from "./lib/l1Puppet.ts";

/*
 * Attack: a body that begins with a header of its own, ends just at, before or behind the borders of leaves and chunks, or is
 * shorter than the one before, in the hope that guests, agents and judge see different input (field: batches of odd shape).
 * Stops it: the Inbox writes the header; the section is zero behind the body, whatever a machine had there before.
 * Costs: nothing but the post; who claims that old bytes are still there loses a bond to the judge's own look at them.
 */

const SETTING = { guest: PUPPET, terms: { kind: "anchored", maxSteps: 2 ** 10, worstSeconds: 1 } } as const;
const [HEADER, PAGE] = [256, 4096];
const [KIND, NUMBER] = [0, 96];
const SEED = 4;

describe("hostile: lies in the shape of the input", () => {
  it(`bodies that end at every border give everyone the same result (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const borders = [0, 1, 31, 32, 33, PAGE - HEADER - 1, PAGE - HEADER, PAGE - HEADER + 1, PAGE - 1, PAGE];
    const terms = { ...TOY.terms, maxSteps: 2 ** 16 };
    await tell("inputHeaderLies", { ...TOY, terms }, {}, async (story) => {
      const [sequencer, challenger] = [await story.sequencer(), await story.challenger()];
      let sum = 0;
      for (const length of borders) {
        const body = random.bytes(length);
        sum = body.reduce((all, byte) => all + byte, sum + 100);
        await story.post(sequencer, body);
      }
      await story.settle(sequencer, challenger);
      await story.closeWindows(sequencer, challenger);
      await story.expect({ final: borders.length, earned: {} });
      // The toy counts the bytes of every body from its anchor on.
      expect(Buffer.from((await story.outcome()).output.slice(2), "hex").readUInt32LE()).to.equal(sum >>> 0);
    });
  });

  it("a header in the body is body: what the Inbox wrote is what a guest finds, and lies about it are refuted", async () => {
    const lie = { 2: { kind: "register", step: PEEK_STEP } } as const;
    await tell("inputHeaderLies", SETTING, {}, async (story) => {
      const [sequencer, challenger] = [await story.sequencer(lie), await story.challenger()];
      const fake = { chainId: 1, rollup: `0x${"ee".repeat(20)}`, batch: 77, timestamp: 1 } as const;
      const header = composeInput(fake, new Uint8Array(), HEADER);
      await story.post(sequencer, asks("peek", KIND, header));
      await story.post(sequencer, asks("peek", NUMBER, header));
      await story.settle(sequencer, challenger);
      await story.runOutClocks(challenger);
      await story.closeWindows(challenger, sequencer);
      await story.settle(challenger, sequencer);
      await story.expect({ final: 2, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
      expect((await story.outcome()).output.slice(2, 10)).to.equal("02000000");
    });
  });

  it("what a longer batch left behind the end of a shorter one is gone, and the judge looks for itself", async () => {
    const lie = { 2: { kind: "register", step: PEEK_STEP } } as const;
    await tell("inputHeaderLies", { ...SETTING, court: { nary: 4 } }, {}, async (story) => {
      const [sequencer, challenger] = [await story.sequencer(lie), await story.challenger()];
      await story.post(sequencer, asks("peek", HEADER + 600, new Uint8Array(1000).fill(0xff)));
      await story.settle(sequencer, challenger);
      const [first] = [...(await story.view()).claims.values()];
      expect((await story.view()).results.get(first!.result)?.opening.output.slice(2, 10)).to.equal("ffffffff");
      await story.post(sequencer, asks("peek", HEADER + 600));
      await story.settle(sequencer, challenger);
      await story.runOutClocks(challenger);
      await story.closeWindows(challenger, sequencer);
      await story.settle(challenger, sequencer);
      await story.expect({ final: 2, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
      expect((await story.outcome()).output.slice(2, 10)).to.equal("00000000");
      expect(
        story.events.some(({ who, action }) => who === "challenger" && action === `proves step ${PEEK_STEP}`),
      ).to.equal(true);
    });
  });
});
