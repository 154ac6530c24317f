import type { Command } from "commander";
import { GENESIS } from "../../ledger/state.ts";
import { ether, grouped } from "../format.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { facts, show } from "../output.ts";
import { accountOf, withWallet } from "../wallet.ts";
import { depositsOf } from "../waiting.ts";

export function defineAccount(command: Command): void {
  withExample(withChain(command), "npx assize account").action(account);
}

/** Sends nothing: the key only signs, here, the message that the ledger's key is made of. */
function account(options: ChainOptions): Promise<void> {
  return withWallet(options, async ({ moment: { view }, address, key, publicKey, replayed, state }) => {
    const finalBatch = view.results.get(view.head)?.batch ?? 0;
    const own = accountOf(key, state);
    const final = own && (replayed[finalBatch - 1]?.state ?? GENESIS).tree.get(own.index);
    const waitingWei = depositsOf(view, publicKey, own?.index).reduce((sum, { amount }) => sum + amount, 0n);
    const found = {
      address,
      key: publicKey,
      index: own?.index ?? null,
      balanceWei: own?.balance ?? 0n,
      finalBalanceWei: final?.balance ?? 0n,
      nonce: own?.nonce ?? 0,
      waitingWei,
      batches: replayed.length,
      finalBatch,
    };
    show(options, found, () =>
      facts([
        ["L1 address", address],
        ["key", publicKey],
        ["account", found.index === null ? "none yet: deposit to make one" : grouped(found.index)],
        ["balance", `${ether(found.balanceWei)} after batch ${grouped(found.batches)}`],
        ["final balance", `${ether(found.finalBalanceWei)} after batch ${grouped(finalBatch)}`],
        ["deposits in the queue", ether(waitingWei)],
        ["transactions signed", grouped(found.nonce)],
      ]),
    );
  });
}
