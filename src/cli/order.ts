import { concatBytes } from "../crypto/bytes.ts";
import { sign } from "../crypto/eddsa.ts";
import { encodeBody, type Batch } from "../ledger/body.ts";
import { KIND_POSTED } from "../ledger/constants.ts";
import { execute } from "../ledger/execution.ts";
import { encodeRecord, type KeyRecord } from "../ledger/record.ts";
import { signedMessage, type Order } from "../ledger/signature.ts";
import type { LedgerState } from "../ledger/state.ts";
import type { Reason } from "../ledger/transition.ts";
import { BatchFolder } from "./batchFolder.ts";
import { CommandError } from "./errors.ts";
import { accountOf, type Owned, type Wallet } from "./wallet.ts";

/** What somebody wants of their account, beside who they are. */
export type Wish = Omit<Order, "from"> & { readonly owner?: KeyRecord };

/** Where a signed transaction went. */
export type Placed = {
  readonly file: string | null;
  /** Its batch's number among the sequencer's. */
  readonly batch: number;
  readonly from: number;
  readonly nonce: number;
  /** Left in the account once all that waits in the folder is carried out, wei. */
  readonly balanceWei: bigint;
};

const WHY: Partial<Record<Reason, string>> = {
  NO_RECIPIENT: "there is no such account",
  BAD_KEY: "the key is no point of the curve, or of low order",
  FULL: "the ledger holds as many accounts as it can",
  BALANCE_LOW: "the account holds less than amount and fee",
};

/**
 * Signs a transaction and puts it into the sequencer's folder, behind all that waits there: its nonce and its balance are what
 * carrying those out on L1's last state leaves.
 * @param more keeps its batch open for the next one
 * @throws CommandError NO_ACCOUNT, TRANSACTION_VOID; UsageError FILE_*; SequencerError
 */
export function place(wallet: Wallet, wish: Wish, folder: string, feeAccount: number, more: boolean): Placed {
  const batches = new BatchFolder(folder);
  const posted = wallet.moment.view.batches.filter(({ queued }) => queued === undefined).length;
  const waiting = batches.waiting(posted);
  const before = waiting.reduce((state, body) => execute(state, batchOf(wallet, body)).state, wallet.state);
  const begun = batches.open() ?? encodeBody(feeAccount, []);
  const account = owned(wallet, execute(before, batchOf(wallet, begun)).state);
  const body = concatBytes([begun, ...recordsOf(wallet, wish, account)]);
  const { state, outcomes } = execute(before, batchOf(wallet, body));
  const outcome = outcomes.at(-1);
  if (outcome?.effect === "void") throw isVoid(outcome.reason);
  const batch = posted + waiting.length + 1;
  if (more) batches.keep(body);
  const file = more ? null : batches.close(batch, body);
  const { index: from, nonce } = account;
  return { file, batch, from, nonce, balanceWei: state.tree.get(from)?.balance ?? 0n };
}

function recordsOf({ context, key }: Wallet, { owner, ...wish }: Wish, { index, nonce }: Owned): Uint8Array[] {
  const order = { from: index, ...wish };
  const signature = sign(key, signedMessage(domainOf(context), order, nonce, owner));
  const transaction = encodeRecord({ kind: "transaction", ...order, signature });
  return owner === undefined ? [transaction] : [encodeRecord(owner), transaction];
}

/** A body as the ledger would see it: which number and time it will have does not matter to any record. */
function batchOf({ context }: Wallet, body: Uint8Array): Batch {
  const { chainId, rollup } = domainOf(context);
  return { header: [KIND_POSTED, chainId, rollup, 0n, 0n, BigInt(body.length), 0n, 0n], body };
}

function domainOf({ network, court }: Wallet["context"]): { chainId: bigint; rollup: bigint } {
  return { chainId: BigInt(network.chainId), rollup: BigInt(court.facts.rollup) };
}

function owned({ key, address }: Wallet, state: LedgerState): Owned {
  const account = accountOf(key, state);
  if (account !== undefined) return account;
  throw new CommandError("NO_ACCOUNT", {
    what: `The ledger has no account of ${address}`,
    fix: "Make one with `npx assize deposit <amount>`; it is there once the sequencer has posted the queue",
  });
}

function isVoid(reason: Reason): CommandError {
  const what = `The transaction would be void (${reason})${WHY[reason] === undefined ? "" : `: ${WHY[reason]}`}`;
  return new CommandError("TRANSACTION_VOID", { what, fix: "Nothing was written; look with `npx assize account`" });
}
