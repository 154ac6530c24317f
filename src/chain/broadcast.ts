import { BaseError, RpcRequestError, type Hex } from "viem";
import type { L1 } from "./client.ts";
import { ChainError } from "./errors.ts";
import { explain } from "./failure.ts";

/**
 * What a node made of a signed transaction. `taken`: it is in the pool or was before. `underpriced`: its fees are too low,
 * for the pool or to take the place of another one with its nonce. `used`: a transaction with its nonce is in a block.
 */
export type Outcome = "taken" | "underpriced" | "used";

/** Nodes do not agree on the words (geth, reth, Nethermind, Besu, Erigon, anvil and Hardhat were read). */
const MEANINGS: readonly (readonly [Outcome, RegExp])[] = [
  ["taken", /already ?known|known transaction|already imported|already exists/i],
  // Hardhat mines at once, and refuses with what became of it.
  ["taken", /VM Exception while processing transaction/],
  ["used", /nonce (is )?too low|old ?nonce|nonce below current/i],
  ["underpriced", /underpriced|replac|fee ?too ?low|base ?fee|gas price (is )?(below|too low)/i],
];

/** @throws ChainError RPC_REFUSED, FUNDS_INSUFFICIENT; RPC_UNREACHABLE, after which nobody knows whether it was taken */
export async function broadcast({ client, url }: L1, raw: Hex): Promise<Outcome> {
  try {
    await client.request({ method: "eth_sendRawTransaction", params: [raw] });
    return "taken";
  } catch (error) {
    const answer = error instanceof BaseError ? error.walk((cause) => cause instanceof RpcRequestError) : null;
    if (!(answer instanceof RpcRequestError)) throw explain(error, url);
    const meaning = MEANINGS.find(([, words]) => words.test(answer.details));
    if (meaning !== undefined) return meaning[0];
    const explained = explain(error, url);
    if (explained instanceof ChainError && explained.code === "FUNDS_INSUFFICIENT") throw explained;
    const what = `The node does not take the transaction: ${answer.details}`;
    throw new ChainError("RPC_REFUSED", { what, where: url, fix: "Use another node if it goes on", cause: error });
  }
}
