import { beat } from "../lib/beat.ts";
import type { Options, Outcome } from "../lib/story.ts";

/** The sequencer turns one bit of memory after step 700. Memory is behind a Merkle root; the judge asks only for one leaf. */
export async function faultMemory(options: Options = {}): Promise<Outcome> {
  return beat("fault-memory", { kind: "memory", step: 700 }, options);
}
