import { tell, TOY, type Options, type Outcome } from "../lib/story.ts";

/** Nobody lies. Batches become final after the window alone, nobody goes to court, and every bond comes home. */
export async function honest(options: Options = {}): Promise<Outcome> {
  return tell("honest", TOY, options, async (story) => {
    const sequencer = await story.sequencer();
    const challenger = await story.challenger();

    await story.post(sequencer, "one");
    await story.settle(sequencer, challenger);
    await story.post(sequencer, "two");
    await story.settle(sequencer, challenger);
    await story.stage.wait(story.stage.court.window, sequencer, challenger);
    await story.expect({ final: 2 });

    await story.post(sequencer, "three");
    await story.settle(sequencer, challenger);
    await story.stage.wait(story.stage.court.window / 2, sequencer, challenger);
    await story.expect({ final: 2, earned: { sequencer: -1 } });
    await story.stage.wait(story.stage.court.window / 2, sequencer, challenger);
    await story.expect({ final: 3 });

    const opened = story.events.some(({ action }) => action.startsWith("opens"));
    story.require(!opened, "a dispute was opened though nobody lied");
  });
}
