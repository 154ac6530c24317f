import { beat } from "../lib/beat.ts";
import type { Options, Outcome } from "../lib/story.ts";

/** The sequencer has one bit of a register wrong after step 700. The judge executes that step. */
export async function faultRegister(options: Options = {}): Promise<Outcome> {
  return beat("fault-register", { kind: "register", step: 700 }, options);
}
