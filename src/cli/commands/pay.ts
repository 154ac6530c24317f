import type { Command } from "commander";
import { getContract, type Address } from "viem";
import { inboxAbi } from "../../chain/abi.ts";
import { Calls, type ExitMessage } from "../../chain/calls.ts";
import type { Call, Sent } from "../../chain/sender.ts";
import { MAX_RECORDS } from "../../ledger/constants.ts";
import { stateRoot } from "../../ledger/state.ts";
import type { Replayed } from "../../prover/lineage.ts";
import type { Result, View } from "../../rollup/view.ts";
import { parseAddress } from "../addresses.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { showSent } from "../sent.ts";
import { withWallet, type Wallet } from "../wallet.ts";

export function definePay(command: Command): void {
  withChain(command).argument("[address]", "L1 address that exits go to (default: our own)", parseAddress);
  withExample(command, "npx assize pay").action(pay);
}

/** Anybody may pay anybody's exits: the money goes where the message says. */
function pay(payee: Address | undefined, options: ChainOptions): Promise<void> {
  return withWallet(options, async (wallet) => {
    const { context, sender } = wallet;
    const { facts, l1 } = context.court;
    const address = payee ?? wallet.address;
    const { read } = getContract({ address: facts.inbox, abi: inboxAbi, client: l1.client });
    const calls = new Calls(facts);
    const sent: (readonly [string, Sent])[] = [];
    for (const { message, call } of exitsTo(address, wallet, calls)) {
      if (!(await read.exited([message.sequence]))) sent.push(["exit", await sender.send(call)]);
    }
    if ((await read.due([address])) > 0n) sent.push(["pay", await sender.send(calls.pay(address))]);
    showSent(options, sent, `nothing final is due to ${address}`);
  });
}

/** Every message of a final batch to `address`, with what L1 wants to see of it. */
function exitsTo(address: Address, { moment, replayed }: Wallet, calls: Calls): { message: ExitMessage; call: Call }[] {
  return finals(moment.view).flatMap(({ batch, opening }) => {
    const { place, state } = replayed[batch - 1] as Replayed;
    const found = [];
    for (let index = 0; index < MAX_RECORDS; index++) {
      const sent = place.messages.get(index);
      if (sent === undefined) break;
      if (sent.exitAddress !== BigInt(address)) continue;
      const message = { ...sent, exitAddress: address };
      const proof = { stateRoot: stateRoot(state), index, siblings: place.messages.siblings(index) };
      found.push({ message, call: calls.exit(opening, message, proof) });
    }
    return found;
  });
}

/** The final results but the genesis, in order. */
function finals({ results, head }: View): Result[] {
  const path: Result[] = [];
  for (let at = results.get(head); at !== undefined && at.batch > 0; at = results.get(at.opening.parent)) path.push(at);
  return path.reverse();
}
