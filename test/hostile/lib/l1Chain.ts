import {
  decodeErrorResult,
  encodeFunctionData,
  parseTransaction,
  recoverTransactionAddress,
  type Hex,
  type TransactionReceipt,
  type TransactionSerialized,
} from "viem";
import { account, type Stage } from "../../../scripts/lib/stage.ts";
import { courtAbi } from "../../../src/chain/events.ts";
import type { Call } from "../../../src/chain/sender.ts";

/* What a test does to the L1 under a stage, Hardhat's or anvil. */

/** Far above the base fee, so that a signed transaction is good in any history of the chain. */
const FEE = 10n ** 11n;
const GAS = 8_000_000n;
/** The accounts of a stage. */
const PEOPLE = [0, 1, 2, 3, 4];

export function ask<Answer>({ chain }: Stage, method: string, ...params: readonly unknown[]): Promise<Answer> {
  return chain.provider.request({ method, params }) as Promise<Answer>;
}

/** Timestamp of the newest block. */
export async function timeOf({ l1 }: Stage): Promise<number> {
  return Number((await l1.client.getBlock()).timestamp);
}

export async function heightOf({ l1 }: Stage): Promise<number> {
  return Number(await l1.client.getBlockNumber());
}

/** The next block's timestamp; those after it go on from there. */
export async function nextAt(stage: Stage, seconds: number): Promise<void> {
  await ask(stage, "evm_setNextBlockTimestamp", seconds);
}

/** An empty block with this timestamp, or the next one. */
export async function mine(stage: Stage, at?: number): Promise<void> {
  if (at !== undefined) await nextAt(stage, at);
  await ask(stage, "evm_mine");
}

/** The newest blocks are gone, with all that was in them. Anvil only. */
export async function takeBack(stage: Stage, blocks: number): Promise<void> {
  await ask(stage, "anvil_rollback", blocks);
}

export type Signing = {
  /** The account's next one when left out. */
  readonly nonce?: number;
  /** Wei per gas. */
  readonly fee?: bigint;
  readonly gas?: bigint;
};

/** A call signed once and for all, to be delivered in whatever history. @param index of the account */
export async function sign(stage: Stage, index: number, call: Call, signing: Signing = {}): Promise<Hex> {
  const { address, abi, functionName, args, value = 0n } = call;
  const owner = account(index);
  const { nonce = await stage.l1.client.getTransactionCount({ address: owner.address }), fee = FEE } = signing;
  return owner.signTransaction({
    type: "eip1559",
    chainId: stage.l1.chain.id,
    to: address,
    data: encodeFunctionData({ abi, functionName, args }),
    value,
    nonce,
    gas: signing.gas ?? GAS,
    maxFeePerGas: fee,
    maxPriorityFeePerGas: fee,
  });
}

/** One block of these transactions, in this order. @param at its timestamp */
export async function block(stage: Stage, raws: readonly Hex[], at?: number): Promise<TransactionReceipt[]> {
  const { client } = stage.l1;
  const hashes: Hex[] = [];
  await ask(stage, "evm_setAutomine", false);
  try {
    for (const raw of raws) hashes.push(await ask<Hex>(stage, "eth_sendRawTransaction", raw));
    await mine(stage, at);
  } finally {
    await ask(stage, "evm_setAutomine", true);
  }
  return Promise.all(hashes.map((hash) => client.getTransactionReceipt({ hash })));
}

/** What was mined since then, signed as it was; in any history that its nonce fits it can be delivered again. */
export async function rawsSince(stage: Stage, height: number): Promise<Hex[]> {
  const raws: Hex[] = [];
  for (let number = height + 1; number <= (await heightOf(stage)); number++) {
    const { transactions } = await stage.l1.client.getBlock({ blockNumber: BigInt(number) });
    for (const hash of transactions) raws.push(await ask<Hex>(stage, "eth_getRawTransactionByHash", hash));
  }
  return raws;
}

/** The same call, signed by its account once more, with gas for any history. */
export async function resign(raw: Hex, changes: { nonce?: number; value?: bigint; fee?: bigint } = {}): Promise<Hex> {
  const { fee = FEE, ...rest } = changes;
  const { to, data, nonce, value, chainId = 0 } = parseTransaction(raw);
  const from = await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerialized });
  const owner = PEOPLE.map(account).find(({ address }) => address === from)!;
  const fees = { gas: GAS, maxFeePerGas: fee, maxPriorityFeePerGas: fee };
  return owner.signTransaction({ type: "eip1559", to, data, nonce, value, chainId, ...fees, ...rest });
}

/** Name of the custom error that a mined call was refused with, "" where it was not. */
export async function refusalOf(stage: Stage, { status, transactionHash }: TransactionReceipt): Promise<string> {
  if (status === "success") return "";
  const quiet = { disableStorage: true, disableMemory: true, disableStack: true };
  const { returnValue } = await ask<{ returnValue: string }>(stage, "debug_traceTransaction", transactionHash, quiet);
  const data = `0x${returnValue.replace(/^0x/, "")}` as const;
  return data === "0x" ? "no reason" : decodeErrorResult({ abi: courtAbi, data }).errorName;
}
