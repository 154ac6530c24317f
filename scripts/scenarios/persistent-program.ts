import { encodeTransfers } from "../../examples/bank/transfers.ts";
import type { Setting } from "../lib/stage.ts";
import { tell, type Options, type Outcome } from "../lib/story.ts";

const BANK: Setting = { guest: "bank", terms: { kind: "persistent", maxSteps: 2 ** 24, worstSeconds: 2 } };

/**
 * A bank whose accounts stay in memory from batch to batch: the second payment is good only after the first, the third only
 * after the second. The sequencer lies about the second; the third goes on from what the court found, not from the lie.
 */
export async function persistentProgram(options: Options = {}): Promise<Outcome> {
  return tell("persistent-program", BANK, options, async (story) => {
    const sequencer = await story.sequencer({ 2: { kind: "memory", step: 100_000 } });
    const challenger = await story.challenger();

    for (let nonce = 0; nonce < 3; nonce++) {
      await story.post(sequencer, encodeTransfers([{ from: 1, to: 2, amount: 1_000n, nonce }]));
      await story.settle(sequencer, challenger);
      await story.runOutClocks(challenger);
      await story.closeWindows(challenger, sequencer);
    }
    await story.expect({ final: 3, refuted: ["sequencer"], earned: { sequencer: -1, challenger: 0.5 } });
  });
}
