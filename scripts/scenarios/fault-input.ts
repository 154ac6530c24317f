import { beat } from "../lib/beat.ts";
import type { Options, Outcome } from "../lib/story.ts";

/** The sequencer executes another input than the one it posted: a challenger goes by what the Inbox has. */
export async function faultInput(options: Options = {}): Promise<Outcome> {
  return beat("fault-input", { kind: "input" }, options);
}
