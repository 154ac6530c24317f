import { AssizeError } from "../types/error.ts";

/** A command line that makes no sense, found before anything is done: exit code 2. */
export class UsageError extends AssizeError<
  "ARGUMENT_INVALID" | "FILE_UNREADABLE" | "FILE_UNWRITABLE" | "FILE_EXISTS" | "LOCAL_ONLY"
> {}

/** A command that was understood and could not be carried out: exit code 1. */
export class CommandError extends AssizeError<
  "NOT_FOUND" | "AMBIGUOUS" | "NOTHING_TO_DO" | "STEP_DIFFERS" | "NO_ACCOUNT" | "TRANSACTION_VOID"
> {}
