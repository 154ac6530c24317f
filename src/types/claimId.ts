import type { Brand, Hex } from "./hex.ts";

/** Names a claim: one owner's bonded word for one end state; see docs/settlement.md. */
export type ClaimId = Brand<Hex, "ClaimId">;
