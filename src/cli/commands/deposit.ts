import type { Command } from "commander";
import { getContract } from "viem";
import { inboxAbi } from "../../chain/abi.ts";
import { Calls } from "../../chain/calls.ts";
import { TO_CREATE } from "../../ledger/constants.ts";
import { parseAmount } from "../amounts.ts";
import { CommandError } from "../errors.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { showSent } from "../sent.ts";
import { count } from "../values.ts";
import { depositsOf } from "../waiting.ts";
import { accountOf, withWallet, type Wallet } from "../wallet.ts";

type Options = ChainOptions & { readonly to?: number };

export function defineDeposit(command: Command): void {
  withChain(command)
    .argument("<amount>", "0.5 (ether), 20gwei or 7wei; the fee of the queue comes on top", parseAmount)
    .option("--to <index>", "somebody's account (default: our own, which is made if there is none)", count(0, 2 ** 20));
  withExample(command, "npx assize deposit 2").action(deposit);
}

function deposit(amount: bigint, options: Options): Promise<void> {
  return withWallet(options, async (wallet) => {
    const { context, sender, address, publicKey } = wallet;
    const { facts, l1 } = context.court;
    const to = options.to ?? ownAccount(wallet);
    const { read } = getContract({ address: facts.inbox, abi: inboxAbi, client: l1.client });
    const value = amount + (await read.itemFee());
    showSent(options, [["deposit", await sender.send(new Calls(facts).deposit(to, publicKey, address, value))]]);
  });
}

/** @throws CommandError NO_ACCOUNT where a deposit that makes it still waits: another one would make a second account */
function ownAccount({ key, publicKey, state, moment }: Wallet): number {
  const own = accountOf(key, state);
  if (own !== undefined) return own.index;
  if (depositsOf(moment.view, publicKey, undefined).length === 0) return TO_CREATE;
  const what = "The deposit that makes our account waits in the queue, and a second one would make another account";
  throw new CommandError("NO_ACCOUNT", { what, fix: "Wait until the sequencer has posted the queue" });
}
