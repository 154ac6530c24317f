import {
  DOMAIN,
  keyRecord,
  deposit,
  type Said,
  type Seat,
  signedBy,
  stateOf,
} from "../../scripts/generate/ledgerCases/world.ts";
import { type Batch, encodeBody } from "../../src/ledger/body.ts";
import { MAX_BODY } from "./ledgerGuest.ts";
import { KIND_POSTED, KIND_QUEUE, MAX_ACCOUNTS, TO_CREATE, TO_EXIT } from "../../src/ledger/constants.ts";
import type { LedgerRecord } from "../../src/ledger/record.ts";
import type { LedgerState } from "../../src/ledger/state.ts";

/*
 * Batches of one kind of record each, made to cost the guest as much as that kind can: every account is touched once, the
 * accounts lie so far apart that their paths share as little as they can, every transaction pays a fee.
 */

/** A batch and the state that it is for. */
export type Work = { readonly state: LedgerState; readonly batch: Batch };

const ETHER = 10n ** 18n;
/** All accounts are this one's: whose key it is makes no difference to the guest. */
const PERSON = 0;
/**
 * Posted by the sequencer: transfers, exits, creates (two records each), transfers with a bad signature; and queued:
 * deposits that open an account, deposits that are sent back.
 */
export const KINDS = ["transfer", "exit", "create", "forged", "open", "return"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * A signature that is good for nothing, with the scalars that take the guest the most additions: no digit of four bits of
 * h and no byte of S is zero.
 */
const FORGED = { h: BigInt(`0x5${"f".repeat(62)}`), S: BigInt(`0x05${"ff".repeat(31)}`) };

/** A batch of `records` records of one kind, of a create in pairs; the last is cut off where the input section ends. */
export function workOf(kind: Kind, records: number): Work {
  const isQueue = kind === "open" || kind === "return";
  const transactions = kind === "create" ? Math.floor(records / 2) : records;
  const seats = isQueue ? [] : spread(kind === "transfer" || kind === "forged" ? 2 * transactions : transactions);
  // Room for the accounts that are made; an empty place behind the seats costs the guest no less than a used one.
  const accounts = kind === "create" || kind === "open" ? MAX_ACCOUNTS - records : MAX_ACCOUNTS;
  const state = stateOf({ seats, accounts: isQueue ? 0 : accounts });
  const made = Array.from({ length: transactions }, (_, i) => recordsOf(kind, seats, i)).flat();
  const body = encodeBody(seats[0]?.index ?? 0, made).slice(0, MAX_BODY);
  const { chainId, rollup } = DOMAIN;
  const header = [isQueue ? KIND_QUEUE : KIND_POSTED, chainId, rollup, 1n, 1n, BigInt(body.length), 0n, 0n];
  return { state, batch: { header, body } };
}

function recordsOf(kind: Kind, seats: readonly Seat[], i: number): LedgerRecord[] {
  if (kind === "open") return [deposit(PERSON, TO_CREATE, ETHER)];
  if (kind === "return") return [deposit(PERSON, TO_EXIT, ETHER)];
  const pay = (said: Partial<Said>, from: Seat): LedgerRecord =>
    signedBy(PERSON, {
      from: from.index,
      to: from.index,
      amount: 12_345_678_901n,
      fee: 70n,
      nonce: from.nonce,
      ...said,
    });
  if (kind === "exit") return [pay({ to: TO_EXIT }, seats[i]!)];
  if (kind === "create") {
    const owner = keyRecord(PERSON);
    return [owner, pay({ to: TO_CREATE, owner }, seats[i]!)];
  }
  const transfer = pay({ to: seats[2 * i + 1]!.index }, seats[2 * i]!);
  return kind === "transfer" ? [transfer] : [{ ...transfer, signature: FORGED } as LedgerRecord];
}

/** `count` accounts at equal distances: as few of them as can be have a node in common. */
function spread(count: number): Seat[] {
  const distance = Math.floor((MAX_ACCOUNTS - 8192) / count);
  return Array.from({ length: count }, (_, i) => ({
    index: i * distance,
    person: PERSON,
    balance: ETHER,
    nonce: 5 + i,
  }));
}
