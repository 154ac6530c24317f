import { tell, TOY, type Options, type Outcome } from "../lib/story.ts";

/** The counter executes about eight instructions for each byte: this many bytes keep it busy beyond its 4,096 steps. */
const POISON = new Uint8Array(3_000).fill(1);

/**
 * A batch that is still running at the step limit is void: it changes nothing, and the chain goes on behind it. Even about a
 * void batch there is one true end state, and who claims another loses a bond over it.
 */
export async function poisonousBatch(options: Options = {}): Promise<Outcome> {
  return tell("poisonous-batch", TOY, options, async (story) => {
    const sequencer = await story.sequencer();
    const liar = await story.liar("liar", { 2: { kind: "register", step: 3_000 } });

    await story.post(sequencer, "good");
    await story.settle(sequencer);
    await story.closeWindows(sequencer);
    const before = (await story.outcome()).output;

    await story.post(sequencer, POISON);
    await story.settle(sequencer, liar);
    await story.runOutClocks(sequencer);
    await story.closeWindows(sequencer, liar);
    const poisoned = (await story.outcome()).output;
    story.require(poisoned === before, `the poisonous batch changed the output from ${before} to ${poisoned}`);

    await story.post(sequencer, "good again");
    await story.settle(sequencer);
    await story.closeWindows(sequencer);
    const after = (await story.outcome()).output;
    story.require(after !== before, "the batch behind the poisonous one changed nothing");
    await story.expect({ final: 3, refuted: ["liar"], earned: { sequencer: 0.5, liar: -1 } });
  });
}
