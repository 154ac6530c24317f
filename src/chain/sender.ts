import type { Abi, Account, Address, Hex, TransactionReceipt } from "viem";
import { signer, unanswered, type L1 } from "./client.ts";
import { ChainError } from "./errors.ts";
import { explain } from "./failure.ts";

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

/** How long a transaction may stay unmined before we say so; milliseconds. */
const RECEIPT_TIMEOUT = 180_000;

/** Sends calls of one account, one after the other, each tried out first so that a call that cannot succeed costs nothing. */
export class Sender {
  readonly #l1: L1;
  readonly account: Account;

  constructor(l1: L1, account: Account) {
    this.#l1 = l1;
    this.account = account;
  }

  /**
   * Sends the call and waits until it is in a block.
   * @throws ChainError CALL_REVERTED (nothing sent), FUNDS_INSUFFICIENT, TRANSACTION_REVERTED, TRANSACTION_TIMEOUT
   */
  async send(call: Call): Promise<Sent> {
    const { client, url } = this.#l1;
    const wallet = signer(this.#l1, this.account);
    try {
      const { request } = await client.simulateContract({ ...call, account: this.account } as never);
      const hash = await wallet.writeContract(request as never);
      const receipt = await client.waitForTransactionReceipt({ hash, timeout: RECEIPT_TIMEOUT });
      return this.#accept(call, receipt);
    } catch (error) {
      throw explain(error, `${call.functionName} at ${call.address}, ${url}`);
    }
  }

  /** Whether all transactions of this account, those not yet mined included, are in `block` or before it. @throws ChainError RPC_UNREACHABLE */
  async isSettledAt(block: bigint): Promise<boolean> {
    const { client, url } = this.#l1;
    const { address } = this.account;
    try {
      const [then, now] = await Promise.all([
        client.getTransactionCount({ address, blockNumber: block }),
        client.getTransactionCount({ address, blockTag: "pending" }),
      ]);
      return then === now;
    } catch (error) {
      throw unanswered(error, url);
    }
  }

  /** Gas that the call would use, in units of gas. @throws ChainError CALL_REVERTED */
  async estimate(call: Call): Promise<bigint> {
    try {
      return await this.#l1.client.estimateContractGas({ ...call, account: this.account } as never);
    } catch (error) {
      throw explain(error, `${call.functionName} at ${call.address}, ${this.#l1.url}`);
    }
  }

  #accept(call: Call, receipt: TransactionReceipt): Sent {
    if (receipt.status === "success") {
      const { transactionHash: hash, gasUsed, effectiveGasPrice: gasPrice, blockNumber: block } = receipt;
      return { hash, gasUsed, gasPrice, block };
    }
    throw new ChainError("TRANSACTION_REVERTED", {
      what: `${call.functionName} was mined and reverted: L1 changed between trial and block`,
      where: receipt.transactionHash,
      fix: "Look at the court again with `npx assize status`",
    });
  }
}
