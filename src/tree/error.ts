import { AssizeError } from "../types/error.ts";

export type TreeErrorCode = "SIBLING_COUNT" | "TOO_MANY_LEAVES" | "ZERO_BITS_BEYOND_DEPTH" | "ZERO_SIBLING_GIVEN";

/** A Merkle proof that is not in its one canonical form, or a tree that does not fit its depth. */
export class TreeError extends AssizeError<TreeErrorCode> {}
