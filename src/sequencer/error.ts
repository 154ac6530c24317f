import { AssizeError } from "../types/error.ts";

/** What a folder of batches does not allow, or contradicts. */
export class SequencerError extends AssizeError<"BATCHES_UNREADABLE" | "BATCH_AMBIGUOUS" | "BATCH_DIFFERS"> {}
