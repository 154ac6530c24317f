import { getAddress, isAddress, isHash, isHex, type Address, type Hex } from "viem";
import { z } from "zod";
import { unanswered, type L1 } from "./client.ts";
import { ChainError } from "./errors.ts";

/*
 * What a node answers, checked before anything is made of it. Reads of contracts go through the library instead, which
 * checks against their ABI.
 */

const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/i)
  .transform(BigInt);
const hash = z.custom<Hex>((value) => typeof value === "string" && isHash(value), "32 bytes in hex expected");
const bytes = z.custom<Hex>((value) => isHex(value), "hex expected");
const address = z
  .custom<Address>((value) => typeof value === "string" && isAddress(value, { strict: false }), "an address expected")
  .transform((value) => getAddress(value));

const block = z.object({ number: quantity, hash, timestamp: quantity, baseFeePerGas: quantity.optional() });
const log = z.object({
  address,
  topics: z.array(hash),
  data: bytes,
  blockNumber: quantity,
  blockHash: hash,
  transactionHash: hash,
  logIndex: quantity.transform(Number),
  removed: z.boolean().optional(),
});
const receipt = z.object({
  transactionHash: hash,
  status: quantity,
  gasUsed: quantity,
  effectiveGasPrice: quantity,
  blockNumber: quantity,
});
const transaction = z.object({ hash, to: address.nullable(), input: bytes });

export type Block = z.infer<typeof block>;
export type RawLog = z.infer<typeof log>;
export type Receipt = z.infer<typeof receipt>;

/** Number of the newest block. */
export function newestBlock(l1: L1): Promise<bigint> {
  return ask(l1, "eth_blockNumber", [], quantity);
}

/** @throws ChainError RPC_UNSTEADY when the node has no such block: every number asked for was named by it before */
export async function blockAt(l1: L1, at: bigint | "latest"): Promise<Block> {
  const found = await ask(l1, "eth_getBlockByNumber", [tag(at), false], block.nullable());
  if (found === null) throw unsteady(l1, `It has no block ${at}, and has spoken of it`);
  if (at !== "latest" && found.number !== at)
    throw invalid(l1, "eth_getBlockByNumber", `block ${found.number}, not ${at}`);
  return found;
}

export function logsIn(l1: L1, addresses: readonly Address[], first: bigint, last: bigint): Promise<RawLog[]> {
  const filter = { address: addresses, fromBlock: tag(first), toBlock: tag(last) };
  return ask(l1, "eth_getLogs", [filter], z.array(log));
}

/** Transactions that an account has sent up to a block. */
export async function countAt(l1: L1, account: Address, at: bigint | "latest"): Promise<number> {
  return Number(await ask(l1, "eth_getTransactionCount", [account, tag(at)], quantity));
}

/** Wei that an account holds. */
export function balanceAt(l1: L1, account: Address, at: bigint | "latest"): Promise<bigint> {
  return ask(l1, "eth_getBalance", [account, tag(at)], quantity);
}

/** @returns undefined while the transaction is in no block */
export async function receiptOf(l1: L1, transactionHash: Hex): Promise<Receipt | undefined> {
  const found = await ask(l1, "eth_getTransactionReceipt", [transactionHash], receipt.nullable());
  if (found === null) return undefined;
  if (found.transactionHash !== transactionHash) throw invalid(l1, "eth_getTransactionReceipt", "that of another one");
  return found;
}

/** Code of a contract; `0x` where there is none. */
export function codeOf(l1: L1, account: Address): Promise<Hex> {
  return ask(l1, "eth_getCode", [account, "latest"], bytes);
}

/** What a transaction called a contract with. @throws ChainError RPC_ANSWER_INVALID when the node does not have it */
export async function calldataOf(l1: L1, transactionHash: Hex, contract: Address): Promise<Hex> {
  const found = await ask(l1, "eth_getTransactionByHash", [transactionHash], transaction.nullable());
  const what = `not transaction ${transactionHash} to ${contract}`;
  if (found?.hash !== transactionHash || found.to !== getAddress(contract)) {
    throw invalid(l1, "eth_getTransactionByHash", what);
  }
  return found.input;
}

/** What a node would add to the base fee, wei per gas. */
export function tip(l1: L1): Promise<bigint> {
  return ask(l1, "eth_maxPriorityFeePerGas", [], quantity);
}

/** The answers of a node do not belong to one chain. */
export function unsteady({ url }: L1, what: string): ChainError {
  const fix = "Nothing was decided on it; if it goes on, use a single node instead of a pool of them";
  return new ChainError("RPC_UNSTEADY", { what, where: url, fix });
}

async function ask<Answer>(l1: L1, method: string, params: unknown[], schema: z.ZodType<Answer>): Promise<Answer> {
  let answer: unknown;
  try {
    answer = await l1.client.request({ method, params } as never);
  } catch (error) {
    throw unanswered(error, l1.url);
  }
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(l1, method, `${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim());
}

function invalid({ url }: L1, method: string, what: string): ChainError {
  const fix = "Nothing was decided on it; if it goes on, use another node";
  return new ChainError("RPC_ANSWER_INVALID", { what: `The node answers ${method} with ${what}`, where: url, fix });
}

function tag(at: bigint | "latest"): string {
  return at === "latest" ? at : `0x${at.toString(16)}`;
}
