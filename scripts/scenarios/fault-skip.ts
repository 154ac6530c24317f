import { beat } from "../lib/beat.ts";
import type { Options, Outcome } from "../lib/story.ts";

/** The sequencer counts a step without having executed its instruction. */
export async function faultSkip(options: Options = {}): Promise<Outcome> {
  return beat("fault-skip", { kind: "skip", step: 700 }, options);
}
