import type { Address, Hex } from "viem";
import type { Moment } from "../chain/court.ts";
import { readKey } from "../chain/key.ts";
import { Sender } from "../chain/sender.ts";
import { pack } from "../crypto/babyjub.ts";
import type { SigningKey } from "../crypto/eddsa.ts";
import { toBigEndian } from "../crypto/field.ts";
import type { Account } from "../ledger/account.ts";
import { keyFromSignature, keyRequest } from "../ledger/key.ts";
import { GENESIS, type LedgerState } from "../ledger/state.ts";
import { Lineage, type Replayed } from "../prover/lineage.ts";
import { toHex } from "../types/hex.ts";
import { inCourt, type Context } from "./context.ts";
import type { ChainOptions } from "./options.ts";
import { startProgress } from "./progress.ts";

/** Somebody with an account of L1, the key of the ledger that comes from it, and the ledger as L1 has it. */
export type Wallet = {
  readonly context: Context;
  readonly sender: Sender;
  readonly address: Address;
  readonly key: SigningKey;
  /** The public key as deposits and key records have it, 32 bytes. */
  readonly publicKey: Hex;
  readonly moment: Moment;
  readonly replayed: readonly Replayed[];
  /** After the last batch that L1 shows. */
  readonly state: LedgerState;
};

/** An account of the ledger with its place. */
export type Owned = Account & { readonly index: number };

/**
 * Looks at L1, executes the ledger, and does `work` for whoever the environment's key is.
 * @throws ChainError KEY_*, DEPLOYMENT_*, RPC_*; ProverError NOT_A_LEDGER; RollupError BATCH_MISMATCH, FALSE_RESULT_FINAL
 */
export function withWallet(options: ChainOptions, work: (wallet: Wallet) => Promise<void>): Promise<void> {
  return inCourt(options, async (context) => {
    const account = await readKey(process.env);
    const { court, network } = context;
    const { domain, types, primaryType, message } = keyRequest(network.chainId, court.facts.rollup, account.address);
    const signed = { domain, types, primaryType, message };
    const key = keyFromSignature(await account.signTypedData(signed));
    const moment = await court.sync();
    const progress = startProgress();
    progress.update(`executing the ledger, ${moment.view.batches.length} batches`);
    const replayed = await Lineage.replay(court, moment.view);
    progress.done();
    await work({
      context,
      sender: new Sender(context.l1, account, network.court.gasPriceCap),
      address: account.address,
      key,
      publicKey: toHex(toBigEndian(pack(key.publicKey))),
      moment,
      replayed,
      state: replayed.at(-1)?.state ?? GENESIS,
    });
  });
}

/** The first account with this key, in the order in which they were made. */
export function accountOf({ publicKey }: SigningKey, { tree, accounts }: LedgerState): Owned | undefined {
  for (let index = 0; index < accounts; index++) {
    const account = tree.get(index);
    if (account?.key.x === publicKey.x && account.key.y === publicKey.y) return { ...account, index };
  }
  return undefined;
}
