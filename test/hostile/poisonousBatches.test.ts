import { expect } from "chai";
import { describe, it } from "mocha";
import { tell, type Options } from "../../scripts/lib/story.ts";
import { Random } from "../guest/random.ts";
import { asks, goesTo, PUPPET } from "./lib/l1Puppet.ts";

/*
 * Attack: a sequencer posts batches that no machine ends well: traps, endless loops, exits with a code, jumps into data or into
 * nowhere, garbage (field: poisonous batches that no prover can run, and that stop a chain for good).
 * Stops it: a trap, an exit code and the step limit are end states like any other; such a batch is void and changes nothing.
 * Costs: the sequencer the gas of posting and a bond for as long as the window is open; who lies about it loses one.
 */

const SETTING = { guest: PUPPET, terms: { kind: "persistent", maxSteps: 2 ** 10, worstSeconds: 1 } } as const;
const OPTIONS: Options = {};
const [DATA, INPUT] = [0x8100_0000, 0xa000_0000];
const SEED = 77;

describe("hostile: poisonous batches", () => {
  it(`are void, one and all; agents go on, and the chain does (garbage of seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const poisons: readonly Uint8Array[] = [
      asks("loop"),
      asks("trap"),
      asks("exit", 1),
      asks("exit", 0xffff_ffff),
      asks("peek", 2 * 4096),
      asks("peek", 1),
      goesTo(DATA),
      goesTo(INPUT),
      goesTo(0),
      goesTo(0xffff_fffc),
      goesTo(0x8000_0002),
      new Uint8Array(0),
      ...Array.from({ length: 4 }, () => random.bytes(40)),
    ];
    await tell("poisonousBatches", SETTING, OPTIONS, async (story) => {
      const [loop, last] = [2, poisons.length + 2];
      // The step limit is disputed at a step in the middle of the endless loop.
      const liar = await story.liar("liar", { [loop]: { kind: "register", step: 600 } });
      const [sequencer, challenger] = [await story.sequencer(), await story.challenger()];
      await story.post(sequencer, asks("tell"));
      for (const poison of poisons) await story.post(sequencer, poison);
      await story.post(sequencer, asks("tell"));
      await story.settle(sequencer, liar, challenger);
      await story.runOutClocks(sequencer, challenger);
      await story.closeWindows(sequencer, challenger);
      await story.settle(sequencer, challenger);
      await story.expect({ final: last, refuted: ["liar"], earned: "checked by itself" });

      // Memory counts batches that ended well: the two that are no poison.
      const { output } = await story.outcome();
      expect(output.slice(2, 18)).to.equal("0000000002000000");
      const setbacks = story.events.filter(({ action }) => action.startsWith("cannot"));
      expect(setbacks.filter(({ who }) => who !== "liar")).to.deep.equal([]);
      const { batches, results } = await story.view();
      expect([...results.values()].filter(({ status }) => status === "final")).to.have.length(batches.length + 1);
    });
  });
});
