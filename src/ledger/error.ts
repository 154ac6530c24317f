import { AssizeError } from "../types/error.ts";

/** A state that lacks an account, or a key that cannot be had. */
export class LedgerError extends AssizeError<"ACCOUNT_UNKNOWN" | "WALLET_SIGNATURE_INVALID"> {}
