import { goodKey, type Point } from "../crypto/babyjub.ts";
import type { Account } from "./account.ts";
import { amountOf, feeOf } from "./amount.ts";
import { BALANCE_LIMIT, LAST_NONCE, RETURNED, TO_CREATE, TO_EXIT } from "./constants.ts";
import type { Draft } from "./draft.ts";
import type { Deposit, KeyRecord, LedgerRecord, Transaction } from "./record.ts";
import { type Domain, isSigned } from "./signature.ts";

/** What holds for every record of a batch. */
export type Context = Domain & {
  /** Whether deposits count. */
  readonly isQueue: boolean;
  /** Whether transactions pay their fee: the fee account was there when the batch began. */
  readonly hasFees: boolean;
};

/** Why a record has no effect: the first rule broken, in the order of this list. */
export type Reason =
  | "NO_SENDER"
  | "NO_RECIPIENT"
  | "NO_KEY_RECORD"
  | "BAD_KEY"
  | "FULL"
  | "BAD_SIGNATURE"
  | "BALANCE_LOW"
  | "NONCE_FULL"
  | "BALANCE_OVERFLOW"
  | "NOT_IN_QUEUE";

/** What a record did. Only an applied transaction pays `fee`, in wei. */
export type Outcome =
  | { readonly effect: "transfer" | "exit" | "create"; readonly fee: bigint }
  | { readonly effect: "credit" | "open" | "return" | "key" }
  | { readonly effect: "void"; readonly reason: Reason };

/** Carries out one record on the draft. `previous` is the record before it in the batch. Total. */
export function applyRecord(draft: Draft, context: Context, record: LedgerRecord, previous?: LedgerRecord): Outcome {
  switch (record.kind) {
    case "key":
      return { effect: "key" };
    case "deposit":
      return context.isQueue ? applyDeposit(draft, record) : broken("NOT_IN_QUEUE");
    case "transaction":
      return applyTransaction(draft, context, record, previous);
  }
}

function applyTransaction(draft: Draft, context: Context, tx: Transaction, previous?: LedgerRecord): Outcome {
  if (tx.from >= draft.accounts) return broken("NO_SENDER");
  const owner = tx.to === TO_CREATE && previous?.kind === "key" ? previous : undefined;
  const key = owner === undefined ? undefined : goodKey(owner.key);
  const refused = noRecipient(draft, tx, owner, key);
  if (refused !== undefined) return broken(refused);
  const from = draft.account(tx.from);
  if (!isSigned(context, tx, from, owner)) return broken("BAD_SIGNATURE");
  const amount = amountOf(tx.amount);
  const fee = context.hasFees ? feeOf(tx.fee) : 0n;
  if (amount + fee > from.balance) return broken("BALANCE_LOW");
  if (from.nonce >= LAST_NONCE) return broken("NONCE_FULL");
  const paid = { ...from, balance: from.balance - amount - fee, nonce: from.nonce + 1 };
  if (!canTake(draft, tx, paid, amount)) return broken("BALANCE_OVERFLOW");
  draft.put(tx.from, paid);
  return { effect: deliver(draft, tx, amount, from.exitAddress, owner, key), fee };
}

/** Why nobody can be paid, whatever the amount. */
function noRecipient(draft: Draft, { to }: Transaction, owner?: KeyRecord, key?: Point): Reason | undefined {
  if (to === TO_EXIT || to < draft.accounts) return undefined;
  if (to !== TO_CREATE) return "NO_RECIPIENT";
  if (owner === undefined) return "NO_KEY_RECORD";
  if (key === undefined) return "BAD_KEY";
  return draft.isFull ? "FULL" : undefined;
}

/** Whether the recipient's balance stays in range once the sender has paid; the sender may be the recipient. */
function canTake(draft: Draft, { from, to }: Transaction, paid: Account, amount: bigint): boolean {
  if (to >= draft.accounts) return true;
  return (to === from ? paid : draft.account(to)).balance + amount < BALANCE_LIMIT;
}

function deliver(
  draft: Draft,
  { from, to }: Transaction,
  amount: bigint,
  exitAddress: bigint,
  owner?: KeyRecord,
  key?: Point,
): "transfer" | "exit" | "create" {
  if (to === TO_EXIT) {
    draft.send({ exitAddress, amount, from });
    return "exit";
  }
  if (owner !== undefined && key !== undefined) {
    draft.add({ key, balance: amount, nonce: 0, exitAddress: owner.exitAddress });
    return "create";
  }
  draft.credit(to, amount);
  return "transfer";
}

/** A deposit always has an effect: what cannot be credited is sent back. */
function applyDeposit(draft: Draft, { to, amount, key: packed, exitAddress }: Deposit): Outcome {
  if (to < draft.accounts && draft.hasRoom(to, amount)) {
    draft.credit(to, amount);
    return { effect: "credit" };
  }
  const key = to === TO_CREATE && !draft.isFull ? goodKey(packed) : undefined;
  if (key !== undefined) {
    draft.add({ key, balance: amount, nonce: 0, exitAddress });
    return { effect: "open" };
  }
  draft.send({ exitAddress, amount, from: RETURNED });
  return { effect: "return" };
}

function broken(reason: Reason): Outcome {
  return { effect: "void", reason };
}
