import { tell, TOY, type Options, type Outcome } from "../lib/story.ts";

/** The sequencer claims falsely and is gone when it is taken to court: its clock runs out, the lie is refuted without a step. */
export async function silentDefender(options: Options = {}): Promise<Outcome> {
  return tell("silent-defender", TOY, options, async (story) => {
    const sequencer = await story.sequencer({ 1: { kind: "register", step: 700 } });
    const challenger = await story.challenger();

    await story.post(sequencer, "a batch");
    await story.settle(sequencer);
    // From here on the sequencer does not act any more.
    await story.settle(challenger);
    await story.stage.wait(story.stage.court.allowance / 2, challenger);
    await story.expect({ final: 0, earned: { sequencer: -1, challenger: -1 }, openDisputes: 1 });

    await story.stage.wait(story.stage.court.allowance / 2, challenger);
    await story.closeWindows(challenger);
    await story.expect({ final: 1, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
  });
}
