import { beat } from "../lib/beat.ts";
import type { Options, Outcome } from "../lib/story.ts";

/** The sequencer jumps over an instruction after having executed the one before it. */
export async function faultPc(options: Options = {}): Promise<Outcome> {
  return beat("fault-pc", { kind: "pc", step: 700 }, options);
}
