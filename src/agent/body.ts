import { decodeFunctionData } from "viem";
import { inboxAbi } from "../chain/abi.ts";
import type { Court } from "../chain/court.ts";
import { ChainError } from "../chain/errors.ts";
import { RollupError } from "../rollup/error.ts";
import { HEADER_BYTES } from "../rollup/input.ts";
import type { Batch } from "../rollup/view.ts";
import { toBytes } from "../types/hex.ts";

/**
 * The body of a batch: of what the queue had, or in the calldata of the transaction that posted it. As the node says: whoever
 * uses it compares it with the Inbox's root.
 * @throws ChainError RPC_UNREACHABLE; RollupError BATCH_MISMATCH
 */
export async function bodyOf(court: Pick<Court, "calldata">, batch: Batch): Promise<Uint8Array> {
  if (batch.queued !== undefined) return toBytes(batch.queued.body);
  const body = await posted(court, batch);
  const due = batch.inputLength - HEADER_BYTES;
  if (body.length === due) return body;
  throw mismatch(batch, `${body.length} bytes instead of ${due}`);
}

async function posted(court: Pick<Court, "calldata">, batch: Batch): Promise<Uint8Array> {
  let why: string;
  let cause: unknown;
  try {
    const call = decodeFunctionData({ abi: inboxAbi, data: await court.calldata(batch.transaction) });
    if (call.functionName === "post") return toBytes(call.args[1]);
    if (call.functionName === "postCommitted") return toBytes(call.args[2]);
    why = `it is a call of ${call.functionName}`;
  } catch (error) {
    // Without a node nothing goes on; without one transaction everything else does.
    if (error instanceof ChainError && error.code === "RPC_UNREACHABLE") throw error;
    [why, cause] = [(error as Error).message.split("\n")[0] ?? "", error];
  }
  throw mismatch(batch, why, cause);
}

function mismatch({ number, transaction }: Batch, why: string, cause?: unknown): RollupError {
  return new RollupError("BATCH_MISMATCH", {
    what: `The node does not give the calldata of batch ${number}: ${why}`,
    where: `transaction ${transaction}`,
    fix: "Compare with another node",
    cause,
  });
}
