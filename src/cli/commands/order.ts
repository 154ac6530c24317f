import type { Command } from "commander";
import type { Address, Hex } from "viem";
import { amountOf } from "../../ledger/amount.ts";
import { MAX_ACCOUNTS, TO_CREATE, TO_EXIT } from "../../ledger/constants.ts";
import { parseAddress } from "../addresses.ts";
import { parseFee, parseTransferable } from "../amounts.ts";
import { ether, grouped } from "../format.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { place, type Wish } from "../order.ts";
import { facts, show } from "../output.ts";
import { count, parseWord } from "../values.ts";
import { withWallet } from "../wallet.ts";

type Options = ChainOptions & {
  readonly batches: string;
  readonly fee?: bigint;
  readonly feeAccount: number;
  readonly more?: boolean;
};

/** Number of the highest account that there can be. */
const LAST_INDEX = MAX_ACCOUNTS - 1;

export function defineTransfer(command: Command): void {
  withOrder(command)
    .argument("<to>", "index of the account to pay", count(0, LAST_INDEX))
    .argument("<amount>", "0.5 (ether), 20gwei or 7wei", parseTransferable);
  withExample(command, "npx assize transfer 0 0.5 --batches batches");
  command.action((to: number, amount: bigint, options: Options) =>
    send(options, { to, amount, fee: options.fee ?? 0n }, `account ${grouped(to)}`),
  );
}

export function defineCreate(command: Command): void {
  withOrder(command)
    .argument("<key>", "public key of the new account's owner, as `assize account` shows it", parseWord)
    .argument("<exit-address>", "L1 address that the new account's exits go to", parseAddress)
    .argument("<amount>", "0.5 (ether), 20gwei or 7wei", parseTransferable);
  withExample(
    command,
    "npx assize create 0x2ae5b0bd1b3f6e4bb4d35a6d1b7b1e1c7a1e2b4b1d5c6f7a8b9c0d1e2f304152 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 0.5 --batches batches",
  );
  command.action((key: Hex, exitAddress: Address, amount: bigint, options: Options) => {
    const owner = { kind: "key", key: BigInt(key), exitAddress: BigInt(exitAddress) } as const;
    return send(options, { to: TO_CREATE, amount, fee: options.fee ?? 0n, owner }, "a new account");
  });
}

export function defineExit(command: Command): void {
  withOrder(command).argument("<amount>", "0.5 (ether), 20gwei or 7wei", parseTransferable);
  withExample(command, "npx assize exit 0.2 --batches batches");
  command.action((amount: bigint, options: Options) =>
    send(options, { to: TO_EXIT, amount, fee: options.fee ?? 0n }, "the account's exit address on L1"),
  );
}

function withOrder(command: Command): Command {
  return withChain(command)
    .requiredOption("--batches <folder>", "the sequencer's folder, into which the transaction goes as a batch")
    .option("--fee <amount>", "paid to the batch's fee account (default: 0)", parseFee)
    .option("--fee-account <index>", "who earns the fees of a batch that is begun", count(0, LAST_INDEX), 0)
    .option("--more", "keep the batch open: the next transaction goes into the same one");
}

function send(options: Options, wish: Wish, whom: string): Promise<void> {
  return withWallet(options, async (wallet) => {
    const placed = place(wallet, wish, options.batches, options.feeAccount, options.more === true);
    const amountWei = amountOf(wish.amount);
    show(options, { ...placed, amountWei }, () =>
      facts([
        ["from", `account ${grouped(placed.from)}, nonce ${grouped(placed.nonce)}`],
        ["to", whom],
        ["amount", ether(amountWei)],
        ["left", ether(placed.balanceWei)],
        ["batch", placed.file ?? `${grouped(placed.batch)} of the sequencer's, open for more`],
      ]),
    );
  });
}
