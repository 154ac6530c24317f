import { tell, TOY, type Options, type Outcome } from "../lib/story.ts";

/** Somebody claims otherwise than an honest sequencer and takes it to court. The sequencer defends itself alone, and wins. */
export async function attackOnHonestClaim(options: Options = {}): Promise<Outcome> {
  return tell("attack-on-honest-claim", TOY, options, async (story) => {
    const sequencer = await story.sequencer();
    const attacker = await story.liar("attacker", { 1: { kind: "skip", step: 500 } });

    await story.post(sequencer, "a batch");
    await story.settle(sequencer);
    await attacker.tick(); // claims otherwise
    await attacker.tick(); // opens the dispute before the sequencer looks again
    await story.settle(sequencer, attacker);
    await story.runOutClocks(sequencer);
    await story.closeWindows(sequencer, attacker);

    const accusers = story.events.filter(({ action }) => action.startsWith("opens")).map(({ who }) => who);
    story.require(accusers.join() === "attacker", `disputes were opened by: ${accusers.join()}`);
    await story.expect({ final: 1, refuted: ["attacker"], earned: { sequencer: 0.5, attacker: -1 } });
  });
}
