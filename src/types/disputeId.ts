import type { Brand, Hex } from "./hex.ts";

/** Names a dispute: the one meeting of two rival claims, opener first; see docs/settlement.md. */
export type DisputeId = Brand<Hex, "DisputeId">;
