import { tell, TOY, type Options, type Outcome } from "../lib/story.ts";

/**
 * Two liars against an honest sequencer. One takes it to court and then never moves; the other claims falsely and does nothing
 * at all. Silence wins nothing: both lose their bonds by the clock, and the truth is delayed by the grace, no longer.
 */
export async function silentChallenger(options: Options = {}): Promise<Outcome> {
  return tell("silent-challenger", TOY, options, async (story) => {
    const sequencer = await story.sequencer();
    const accuser = await story.liar("accuser", { 1: { kind: "register", step: 700 } });
    const mute = await story.liar("mute", { 1: { kind: "pc", step: 600 } });

    await story.post(sequencer, "a batch");
    await story.settle(sequencer);
    await accuser.tick(); // claims
    await accuser.tick(); // opens a dispute, and is not heard of again
    await mute.tick(); // claims, and is not heard of again
    await story.settle(sequencer);

    await story.runOutClocks(sequencer);
    await story.closeWindows(sequencer);
    await story.expect({ final: 1, refuted: ["accuser", "mute"], earned: { sequencer: 1, accuser: -1, mute: -1 } });
  });
}
