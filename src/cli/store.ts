import type { Command } from "commander";
import { join } from "node:path";
import { LedgerStore } from "../store/ledgerStore.ts";
import { openLmdb } from "../store/lmdb.ts";
import type { Context } from "./context.ts";

export type StoreOptions = { readonly store: string };

/** Adds `--store`. */
export function withStore(command: Command): Command {
  return command.option(
    "--store <folder>",
    "the ledger as it was executed last time; of use to this machine only",
    "cache/ledger",
  );
}

/** @throws StoreError STORE_FOREIGN, STORE_DAMAGED, STORE_OF_ANOTHER_COURT, STORE_UNAVAILABLE */
export function storeOf({ store }: StoreOptions, { court, network }: Context): LedgerStore {
  const { chainId } = network;
  const { rollup } = court.facts;
  return LedgerStore.open(openLmdb(join(store, `${chainId}-${rollup}`)), { chainId, rollup });
}
