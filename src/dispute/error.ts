import { AssizeError } from "../types/error.ts";

export type DisputeErrorCode =
  "INVALID_MAX_STEPS" | "INVALID_NARY" | "INVALID_ROUND" | "INVALID_DISSECTION" | "INVALID_SELECTION";

/** A search that cannot be, or a dissection or selection that does not fit its segment. */
export class DisputeError extends AssizeError<DisputeErrorCode> {}
