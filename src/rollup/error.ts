import { AssizeError } from "../types/error.ts";

/** What an agent refuses to go on with: it would have to guess, and a bond is at stake. */
export class RollupError extends AssizeError<
  | "LOGS_INCOMPLETE"
  | "BATCH_MISMATCH"
  | "BODY_TOO_LONG"
  | "PROGRAM_MISMATCH"
  | "MEMORY_MISMATCH"
  | "EXECUTION_FAILED"
  | "EXECUTION_DISAGREES"
  | "ARCHIVE_FALSE"
  | "MEMORY_SHORT"
  | "FALSE_RESULT_FINAL"
  | "FAULT_INVALID"
> {}
