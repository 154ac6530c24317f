import { beat } from "../lib/beat.ts";
import type { Options, Outcome } from "../lib/story.ts";

/** The sequencer replaces the output, which only the COMMIT ecall may change. */
export async function faultOutput(options: Options = {}): Promise<Outcome> {
  return beat("fault-output", { kind: "output", step: 1200 }, options);
}
