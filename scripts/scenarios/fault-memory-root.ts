import { beat } from "../lib/beat.ts";
import type { Options, Outcome } from "../lib/story.ts";

/** The sequencer claims a memory root that is the root of no memory at all. */
export async function faultMemoryRoot(options: Options = {}): Promise<Outcome> {
  return beat("fault-memory-root", { kind: "memoryRoot", step: 700 }, options);
}
