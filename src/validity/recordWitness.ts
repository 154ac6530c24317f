import { BASE } from "../crypto/babyjub.ts";
import { type Account, accountHash, infoHash } from "../ledger/account.ts";
import { amountOf } from "../ledger/amount.ts";
import type { Triple } from "../ledger/commitment.ts";
import { FROM_DEPOSIT, FROM_KEY, MAX_ACCOUNTS, TO_EXIT } from "../ledger/constants.ts";
import type { Execution } from "../ledger/execution.ts";
import type { LedgerRecord } from "../ledger/record.ts";
import type { LedgerState } from "../ledger/state.ts";
import type { Outcome } from "../ledger/transition.ts";

/** Levels of the accounts tree that a change goes through; those above are open (circuits/ledger/tree.circom). */
export const SUBTREE_DEPTH = 8;

/** What the circuit must be told of a place in the accounts tree. */
export type Place = {
  /** Of the account, in the order of AccountOf (circuits/ledger/account.circom). */
  readonly fields: readonly bigint[];
  readonly leaf: bigint;
  readonly siblings: readonly (readonly bigint[])[];
};

export type RecordWitness = { readonly sender: Place; readonly recipient: Place; readonly exitAddress: bigint };

export const ABSENT: readonly bigint[] = [0n, 0n, 0n, 0n, 0n];
const NO_SENDER: readonly bigint[] = [BASE.x, BASE.y, 0n, 0n, 0n];

/** Carries out the next record, or nothing after the last one. `before` are the words of the record before. */
export function stepWitness(execution: Execution, before: Triple): RecordWitness {
  const { records, done, context } = execution;
  const record: LedgerRecord | undefined = records[done];
  const { state } = execution.draft.settle();
  const outcome = execution.step();

  const from = record?.kind === "transaction" ? record.from : undefined;
  const hasSender = from !== undefined && from < state.accounts;
  const sender = hasSender ? state.tree.get(from) : undefined;
  const isDeposit = record?.kind === "deposit" && context.isQueue;
  const to = record === undefined || record.kind === "key" ? 0 : record.to;
  const isPaid = (hasSender || isDeposit) && to < state.accounts;
  const isNew = outcome?.effect === "create" || outcome?.effect === "open";
  const middle = afterPayment(state, record, outcome, sender);
  const isExit = hasSender && to === TO_EXIT;
  return {
    sender: placeOf(state, fromField(record), sender === undefined ? NO_SENDER : fieldsOf(sender)),
    recipient: isPaid
      ? placeOf(middle, to, fieldsOf(middle.tree.get(to)!))
      : placeOf(middle, isNew ? state.accounts : 0, ABSENT),
    exitAddress: isExit ? sender!.exitAddress : isDeposit ? record.exitAddress : exitAddressIn(before),
  };
}

/** The state in which the recipient is looked up: the sender has paid. */
function afterPayment(state: LedgerState, record?: LedgerRecord, outcome?: Outcome, sender?: Account): LedgerState {
  if (record?.kind !== "transaction" || sender === undefined || outcome === undefined || !("fee" in outcome))
    return state;
  const balance = sender.balance - amountOf(record.amount) - outcome.fee;
  const paid = { ...sender, balance, nonce: sender.nonce + 1 };
  return { ...state, tree: state.tree.with(new Map([[record.from, paid]])) };
}

/** What is at an index, of which the low 20 bits count, and beside the path to it. */
export function placeOf({ tree }: LedgerState, index: number, fields: readonly bigint[]): Place {
  const at = index % MAX_ACCOUNTS;
  const account = tree.get(at);
  return {
    fields,
    leaf: account === undefined ? 0n : accountHash(account),
    siblings: tree.siblings(at).slice(0, SUBTREE_DEPTH),
  };
}

export function fieldsOf({ key, balance, nonce, exitAddress }: Account): readonly bigint[] {
  return [key.x, key.y, balance, BigInt(nonce), infoHash(exitAddress)];
}

/** The first four bytes of a record as a number. */
function fromField(record?: LedgerRecord): number {
  if (record === undefined) return 0;
  if (record.kind === "transaction") return record.from;
  return record.kind === "key" ? FROM_KEY : FROM_DEPOSIT;
}

/** The bytes of a record, of whatever kind, where a key record has its exit address. */
function exitAddressIn(words: Triple): bigint {
  return words[2] >> 48n;
}
