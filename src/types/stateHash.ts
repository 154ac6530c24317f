import type { Brand, Hex } from "./hex.ts";

/** Hash of one whole machine state (docs/machine.md, State), 32 bytes. A dispute compares such hashes, never looks inside. */
export type StateHash = Brand<Hex, "StateHash">;
