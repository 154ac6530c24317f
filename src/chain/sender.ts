import { setTimeout } from "node:timers/promises";
import { encodeFunctionData, keccak256, type Abi, type Address, type Hex, type LocalAccount } from "viem";
import { balanceAt, countAt, newestBlock, receiptOf, type Receipt } from "./answers.ts";
import { broadcast } from "./broadcast.ts";
import type { L1 } from "./client.ts";
import { ChainError } from "./errors.ts";
import { explain } from "./failure.ts";
import { better, marketFees, raised } from "./fees.ts";

/** A call of a contract that changes it. */
export type Call = {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** Wei sent along. */
  readonly value?: bigint;
};

/** What a transaction did and cost. */
export type Sent = {
  readonly hash: Hex;
  readonly gasUsed: bigint;
  /** Wei per gas. */
  readonly gasPrice: bigint;
  readonly block: bigint;
};

/** What no transaction may exceed (EIP-7825), gas. */
const GAS_LIMIT = 2n ** 24n;

/** New blocks without the transaction after which its fee is raised. */
const PATIENCE_BLOCKS = 3n;

/** Offers for one transaction before we look at L1 again. */
const OFFERS = 4;

/** How long to wait for a block at all; milliseconds. */
const PATIENCE = 180_000;

/**
 * Sends calls of one account, one after the other, each tried out first so that a call that cannot succeed costs nothing.
 *
 * Invariant: a transaction carries the number of those that the account had sent in the very block on which it was decided,
 * counted on within one look. So of all that is ever decided on one state of L1, by this process or by one that was killed,
 * at most one lands, whatever lies in whose pool; and what was decided on a view that lacks one of our transactions never
 * does. What is left in a pool is not waited for: it is outbid. Nothing is remembered beyond the process.
 */
export class Sender {
  readonly #l1: L1;
  readonly account: LocalAccount;
  /** Wei per gas that no transaction offers more than. */
  readonly feeCap: bigint;
  /** What the next transaction is to carry; that of the newest block when undefined. */
  #nonce: number | undefined;

  constructor(l1: L1, account: LocalAccount, feeCap: bigint) {
    this.#l1 = l1;
    this.account = account;
    this.feeCap = feeCap;
  }

  /**
   * What is sent from now on follows what this account had sent up to `block`.
   * @returns whether that is all that is in blocks: a view that lacks some of it is not one to decide on
   * @throws ChainError RPC_UNREACHABLE
   */
  async resumeAt(block: bigint | "latest"): Promise<boolean> {
    const { address } = this.account;
    const [then, now] = await Promise.all([countAt(this.#l1, address, block), countAt(this.#l1, address, "latest")]);
    this.#nonce = then;
    return then >= now;
  }

  /** Wei that the account holds at a block. @throws ChainError RPC_UNREACHABLE */
  balanceAt(block: bigint): Promise<bigint> {
    return balanceAt(this.#l1, this.account.address, block);
  }

  /**
   * Sends the call and waits until it is in a block.
   * @throws ChainError CALL_REVERTED (nothing sent), FUNDS_INSUFFICIENT, FEE_CAP_REACHED, RPC_REFUSED, TRANSACTION_REVERTED,
   * TRANSACTION_REPLACED, TRANSACTION_TIMEOUT
   */
  async send(call: Call): Promise<Sent> {
    const needed = await this.estimate(call);
    // Others may change the state that was measured on; what is not used costs nothing.
    const gas = needed + needed / 4n + 30_000n;
    const nonce = this.#nonce ?? (await countAt(this.#l1, this.account.address, "latest"));
    const receipt = await this.#land(call, nonce, gas < GAS_LIMIT ? gas : GAS_LIMIT);
    if (this.#nonce !== undefined) this.#nonce = nonce + 1;
    return accept(call, receipt);
  }

  /**
   * Gas that the call would use. Asked at the newest block, not at what a node expects to be the next one: that may hold an
   * earlier transaction of ours which this one is to outbid.
   * @throws ChainError CALL_REVERTED
   */
  async estimate(call: Call): Promise<bigint> {
    const { client, url } = this.#l1;
    const account = this.account.address;
    try {
      return await client.estimateContractGas({ ...call, account, gas: GAS_LIMIT, blockTag: "latest" } as never);
    } catch (error) {
      throw explain(error, `${call.functionName} at ${call.address}, ${url}`);
    }
  }

  async #land({ address, value = 0n, ...called }: Call, nonce: number, gas: bigint): Promise<Receipt> {
    const [l1, cap] = [this.#l1, this.feeCap];
    const request = { chainId: l1.chain.id, nonce, gas, to: address, value, data: encodeFunctionData(called) } as const;
    const offered: Hex[] = [];
    for (let fees = await marketFees(l1, cap); offered.length < OFFERS;) {
      const raw = await this.account.signTransaction({ ...request, ...fees, type: "eip1559" });
      const outcome = await broadcast(l1, raw);
      if (outcome !== "underpriced") offered.push(keccak256(raw));
      const receipt = outcome === "underpriced" ? undefined : await this.#mined(offered, outcome === "taken");
      if (receipt !== undefined) return receipt;
      if (outcome === "used") throw replaced(called.functionName, nonce, l1);
      fees = raised(l1, fees, cap);
      if (outcome === "taken") fees = better(fees, await marketFees(l1, cap));
    }
    throw late(called.functionName, offered);
  }

  /** @param waits for some blocks, while there are blocks @returns undefined when none of the offers is in one */
  async #mined(offered: readonly Hex[], waits: boolean): Promise<Receipt | undefined> {
    const [from, until] = [await newestBlock(this.#l1), Date.now() + PATIENCE];
    for (;;) {
      for (const hash of offered) {
        const receipt = await receiptOf(this.#l1, hash);
        if (receipt !== undefined) return receipt;
      }
      if (!waits || (await newestBlock(this.#l1)) >= from + PATIENCE_BLOCKS) return undefined;
      if (Date.now() > until) throw late("L1 has no new blocks, and a call", offered);
      await setTimeout(this.#l1.client.pollingInterval);
    }
  }
}

function accept({ functionName }: Call, receipt: Receipt): Sent {
  const { transactionHash: hash, status, gasUsed, effectiveGasPrice: gasPrice, blockNumber: block } = receipt;
  if (status === 1n) return { hash, gasUsed, gasPrice, block };
  throw new ChainError("TRANSACTION_REVERTED", {
    what: `${functionName} was mined and reverted: L1 changed between trial and block`,
    where: hash,
    fix: "Look at the court again with `npx assize status`",
  });
}

function replaced(functionName: string, nonce: number, { url }: L1): ChainError {
  const what = `${functionName} was not sent: another transaction ${nonce} of this account is in a block`;
  const fix = "Look again before you repeat it; an account serves one agent at a time";
  return new ChainError("TRANSACTION_REPLACED", { what, where: url, fix });
}

function late(what: string, offered: readonly Hex[]): ChainError {
  const fix = "The next attempt takes its place, with a higher fee; look with `npx assize status`";
  const where = offered.join(", ");
  return new ChainError("TRANSACTION_TIMEOUT", { what: `${what} is not in a block yet`, where, fix });
}
