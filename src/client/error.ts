import { AssizeError } from "../types/error.ts";

/** Why a light client does not believe what it was shown. */
export class ClientError extends AssizeError<
  | "SHOWN_MALFORMED"
  | "BATCH_NOT_FINAL"
  | "NOT_IN_BATCH"
  | "STATE_NOT_OF_OUTPUT"
  | "ACCOUNT_NOT_IN_STATE"
  | "NOT_SIGNED"
  | "NOT_APPLIED"
  | "SIGNED_TWICE"
  | "MESSAGE_NOT_SENT"
  | "STATE_PROOF_FALSE"
  | "STATE_PROOF_REPLAYED"
  | "STATE_PROOF_FUTURE"
> {}

/** What a light client was shown is not so. */
export function refused(code: ClientError["code"], what: string, where?: string): ClientError {
  const fix = "Ask somebody else, or read the batch from L1 and execute it";
  return new ClientError(code, { what, ...(where === undefined ? {} : { where }), fix });
}
