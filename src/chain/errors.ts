import { AssizeError } from "../types/error.ts";

/** What can go wrong between an agent and its L1: configuration, keys, deployments, RPC answers, transactions. */
export class ChainError extends AssizeError<
  | "NETWORK_FILE_INVALID"
  | "NETWORK_UNKNOWN"
  | "NETWORK_INSECURE"
  | "KEY_MISSING"
  | "KEY_INVALID"
  | "RPC_UNREACHABLE"
  | "RPC_ANSWER_INVALID"
  | "RPC_UNSTEADY"
  | "RPC_REFUSED"
  | "WRONG_CHAIN"
  | "DEPLOYMENT_MISSING"
  | "DEPLOYMENT_INVALID"
  | "DEPLOYMENT_MISMATCH"
  | "DEPLOYMENT_FAILED"
  | "ARTIFACT_MISSING"
  | "SIMULATOR_MISSING"
  | "CALL_REVERTED"
  | "TRANSACTION_REVERTED"
  | "TRANSACTION_REPLACED"
  | "TRANSACTION_TIMEOUT"
  | "FEE_CAP_REACHED"
  | "FUNDS_INSUFFICIENT"
> {}
