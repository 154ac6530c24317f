import type { Brand, Hex } from "./hex.ts";

/** Names an end state that somebody claimed: (parent result, end state hash, result); see docs/settlement.md. */
export type StateId = Brand<Hex, "StateId">;
