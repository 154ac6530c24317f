import { AssizeError } from "../types/error.ts";

/** What a prover does not go on with, or tells before it does: somebody's word differs from what it has computed itself. */
export class ProverError extends AssizeError<
  | "NO_LANE"
  | "NOT_A_LEDGER"
  | "LANE_REVOKED"
  | "VERIFIER_UNKNOWN"
  | "COMMITMENT_DIFFERS"
  | "ATTESTED_OTHERWISE"
  | "PROOF_DIFFERS"
  | "PAYMENT_VOID"
> {}
