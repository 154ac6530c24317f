import type { Fault } from "../../src/rollup/fault.ts";
import { tell, TOY, type Options, type Outcome } from "./story.ts";

/** The sequencer lies about its second batch; one challenger is enough to beat it, and the chain goes on from the truth. */
export function beat(scenario: string, fault: Fault, options: Options): Promise<Outcome> {
  return tell(scenario, TOY, options, async (story) => {
    const sequencer = await story.sequencer({ 2: fault });
    const challenger = await story.challenger();

    await story.post(sequencer, "an honest batch");
    await story.post(sequencer, "a batch it lies about");
    await story.settle(sequencer, challenger);
    // A liar that has to prove a false step cannot: it falls silent and loses by the clock.
    await story.runOutClocks(challenger);
    await story.closeWindows(challenger, sequencer);
    await story.closeWindows(challenger, sequencer);

    await story.post(sequencer, "the chain goes on");
    await story.settle(sequencer, challenger);
    await story.closeWindows(sequencer, challenger);
    await story.expect({ final: 3, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
  });
}
