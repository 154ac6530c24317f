import { AssizeError } from "../types/error.ts";

/** What a circuit, a key, a witness or a proof does not allow, or contradicts. */
export class ValidityError extends AssizeError<
  | "CIRCUIT_UNKNOWN"
  | "CIRCUIT_INVALID"
  | "CIRCUIT_FILE_INVALID"
  | "ZKEY_MISSING"
  | "ZKEY_INVALID"
  | "ZKEY_MANIFEST_INVALID"
  | "ZKEY_CHANGED"
  | "ZKEY_OTHER_CIRCUIT"
  | "ZKEY_INSECURE"
  | "ZKEY_EXISTS"
  | "CEREMONY_INVALID"
  | "WITNESS_IMPOSSIBLE"
  | "PROOF_INVALID"
  | "PROVING_FAILED"
> {}
