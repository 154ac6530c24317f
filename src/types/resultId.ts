import type { Brand, Hex } from "./hex.ts";

/** Names a result, a node in the tree of results: (parent result, batch, output, memoryRoot); see docs/settlement.md. */
export type ResultId = Brand<Hex, "ResultId">;
