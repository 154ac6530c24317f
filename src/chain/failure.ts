import { BaseError, ContractFunctionRevertedError, InsufficientFundsError } from "viem";
import { unanswered } from "./client.ts";
import { ChainError } from "./errors.ts";

/**
 * Turns what the library threw into what a user can act on; anything else is handed back as it is.
 * @param where call, contract, URL
 */
export function explain(error: unknown, where: string): unknown {
  if (!(error instanceof BaseError)) return error;
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (reverted instanceof ContractFunctionRevertedError) return refused(reverted, where, error);
  // Nodes do not agree on the words; the library knows those of most.
  if (
    error.walk((cause) => cause instanceof InsufficientFundsError) !== null ||
    /(enough|insufficient) funds/i.test(error.details)
  ) {
    const what = "The account cannot pay for the transaction";
    return new ChainError("FUNDS_INSUFFICIENT", { what, where, fix: "Fund it", cause: error });
  }
  return unanswered(error, where);
}

/** The error that a contract refused a call with, of what `explain` has made of it. */
export function revertOf(error: unknown): ContractFunctionRevertedError["data"] {
  const { cause } = error as { readonly cause?: unknown };
  if (!(cause instanceof BaseError)) return undefined;
  const reverted = cause.walk((inner) => inner instanceof ContractFunctionRevertedError);
  return reverted instanceof ContractFunctionRevertedError ? reverted.data : undefined;
}

/** Its name alone. */
export function revertName(error: unknown): string | undefined {
  return revertOf(error)?.errorName;
}

function refused({ data, shortMessage }: ContractFunctionRevertedError, where: string, cause: unknown): ChainError {
  const what =
    data?.errorName === undefined
      ? `The call reverts: ${shortMessage.replace(/\s+/g, " ")}`
      : `The call reverts with ${data.errorName}(${data.args?.map(String).join(", ") ?? ""})`;
  const fix = "Nothing was sent; docs/settlement.md and docs/dispute.md say when it may";
  return new ChainError("CALL_REVERTED", { what, where, fix, cause });
}
