import { ORDER, pack } from "../../src/crypto/babyjub.ts";
import { amountOf } from "../../src/ledger/amount.ts";
import { type Batch, encodeBody } from "../../src/ledger/body.ts";
import { KIND_POSTED, KIND_QUEUE, LAST_NONCE, MAX_ACCOUNTS, TO_CREATE, TO_EXIT } from "../../src/ledger/constants.ts";
import { FIELD } from "../../src/crypto/field.ts";
import type { KeyRecord, LedgerRecord, Transaction } from "../../src/ledger/record.ts";
import type { Domain } from "../../src/ledger/signature.ts";
import type { LedgerState } from "../../src/ledger/state.ts";
import { NOBODY } from "../../scripts/generate/ledgerCases/case.ts";
import { LOW_ORDER, OFF_CURVE, SIGNED_ZERO, TOO_LARGE, twisted } from "../../scripts/generate/ledgerCases/keys.ts";
import { deposit, DOMAIN, keyOf, keyRecord, type Said, signedBy } from "../../scripts/generate/ledgerCases/world.ts";
import { Dice } from "./dice.ts";

/** People who hold keys; half of them, with odd numbers, have one with a part outside the subgroup. */
const PEOPLE = 10;
const personKey = (person: number): ReturnType<typeof twisted> =>
  person % 2 === 1 ? twisted(person) : keyOf(person).publicKey;
const owners = new Map(Array.from({ length: PEOPLE }, (_, person) => [pack(personKey(person)), person] as const));
const BAD_KEYS = [OFF_CURVE, ...LOW_ORDER, ...TOO_LARGE, ...SIGNED_ZERO];

/** What is known of an account while a batch is being made up: a guess, right as long as nothing before it was void. */
type Guess = { person: number; balance: bigint; nonce: number };

/** Makes up batches that are mostly valid on a state, with every kind of mistake among them. */
export class RandomBatches {
  readonly #dice: Dice;
  readonly #domain: Domain;
  #guesses: Guess[] = [];
  #isQueue = false;

  /** @param domain what signatures are bound to: that of the vectors unless there is a rollup */
  constructor(dice: Dice, domain: Domain = DOMAIN) {
    [this.#dice, this.#domain] = [dice, domain];
  }

  next(state: LedgerState, indices: readonly number[]): Batch {
    const dice = this.#dice;
    this.#isQueue = dice.chance(2);
    this.#guesses = [];
    for (const index of indices) {
      const { key, balance, nonce } = state.tree.get(index)!;
      this.#guesses[index] = { person: owners.get(pack(key))!, balance, nonce };
    }
    const records = Array.from({ length: dice.below(4) }, () => this.#records(state)).flat();
    const feeAccount = dice.of([NOBODY, ...indices, state.accounts, state.accounts + 1]);
    const body = this.#damaged(encodeBody(feeAccount, records), state);
    const kind = this.#isQueue ? KIND_QUEUE : dice.of([KIND_POSTED, KIND_POSTED, KIND_POSTED, 3n]);
    const { chainId, rollup } = this.#domain;
    return { header: [kind, chainId, rollup, 1n, 1_800_000_000n, BigInt(body.length), 0n, 0n], body };
  }

  /** Now and then a body that ends too early or too late; not where most accounts that it could name are not really there. */
  #damaged(body: Uint8Array, { accounts }: LedgerState): Uint8Array {
    const dice = this.#dice;
    if (!dice.chance(12) || accounts > 1000) return body;
    return dice.chance(2)
      ? body.slice(0, dice.below(body.length + 1))
      : Buffer.concat([body, dice.bytes(dice.below(90))]);
  }

  #records(state: LedgerState): LedgerRecord[] {
    const dice = this.#dice;
    if (dice.chance(this.#isQueue ? 2 : 15)) return [this.#deposit(state)];
    if (dice.chance(20)) return [keyRecord(dice.below(PEOPLE), dice.chance(2) ? dice.wide(256) : undefined)];
    const made = this.#transaction(state);
    if (dice.chance(12)) return [...made, made.at(-1)!];
    return dice.chance(4) ? [...made.slice(0, -1), this.#spoilt(made.at(-1) as Transaction)] : made;
  }

  #deposit(state: LedgerState): LedgerRecord {
    const dice = this.#dice;
    const person = dice.below(PEOPLE);
    const to = dice.of([
      TO_CREATE,
      TO_CREATE,
      TO_EXIT,
      this.#someIndex(state),
      this.#someIndex(state),
      dice.below(2 ** 32),
    ]);
    const key = dice.chance(6) ? dice.of(BAD_KEYS) : pack(personKey(person));
    return deposit(person, to, dice.of([0n, 5n, 10n ** 18n, dice.wide(96)]), key);
  }

  /** A transaction of somebody who is there, as the account is guessed to be. */
  #transaction(state: LedgerState): LedgerRecord[] {
    const dice = this.#dice;
    const from = this.#someIndex(state);
    const guess = this.#guesses[from] ?? { person: dice.below(PEOPLE), balance: 0n, nonce: 0 };
    const { person, nonce } = guess;
    const to = dice.of([TO_EXIT, TO_CREATE, from, this.#someIndex(state), this.#someIndex(state)]);
    const owner = to === TO_CREATE ? this.#owner() : undefined;
    const isStrange = owner !== undefined && owner.key % 2n ** 255n >= FIELD;
    const amount = this.#amount(guess.balance);
    const fee = { code: dice.chance(3) ? BigInt(dice.below(256)) : BigInt(dice.below(32)) };
    const domain = this.#domain;
    const said: Said = {
      domain,
      from,
      to,
      amount,
      fee,
      nonce,
      key: personKey(person),
      ...(owner && !isStrange && { owner }),
    };
    const paid = amountOf(amount.code) + 10n ** 6n;
    if (paid <= guess.balance)
      Object.assign(guess, { nonce: Math.min(nonce + 1, LAST_NONCE), balance: guess.balance - paid });
    return [...(owner && !dice.chance(10) ? [owner] : []), signedBy(person, said)];
  }

  #owner(): KeyRecord {
    const dice = this.#dice;
    const person = dice.below(PEOPLE);
    return keyRecord(person, dice.chance(6) ? dice.of(BAD_KEYS) : pack(personKey(person)));
  }

  /** A number of few digits, as much as there is or a little more, or any code. */
  #amount(balance: bigint): { code: bigint } {
    const dice = this.#dice;
    const most = balance < 2n ** 35n ? balance : 2n ** 35n - 1n;
    const few = dice.wide(8);
    const code = dice.of([few, few, few, few, dice.wide(20), most, most + 1n, dice.wide(40), 3n + (29n << 35n)]);
    return { code: BigInt.asUintN(40, code) };
  }

  #someIndex(state: LedgerState): number {
    const dice = this.#dice;
    const known = Object.keys(this.#guesses).map(Number);
    if (known.length === 0 || dice.chance(25))
      return dice.of([state.accounts, 0xffff_fffd, MAX_ACCOUNTS + dice.below(2 ** 31)]);
    return dice.of(known);
  }

  /** The transaction with one thing wrong that its signature does not cover, or covers otherwise. */
  #spoilt(tx: Transaction): LedgerRecord {
    const dice = this.#dice;
    const { h, S } = tx.signature;
    const said = { ...tx, amount: { code: tx.amount }, fee: { code: tx.fee } };
    return dice.of<() => Transaction>([
      () => ({ ...tx, signature: { h: h + FIELD, S } }),
      () => ({ ...tx, signature: { h: (h + ORDER) % FIELD, S } }),
      () => ({ ...tx, signature: { h, S: S + ORDER } }),
      () => ({ ...tx, signature: { h: dice.wide(256), S: dice.wide(256) } }),
      () => ({ ...tx, signature: { h: 0n, S: dice.of([0n, ORDER, ORDER - 1n]) } }),
      () => ({ ...tx, fee: tx.fee ^ 1n }),
      () => ({ ...tx, amount: tx.amount ^ (1n << BigInt(dice.below(40))) }),
      () => ({ ...tx, to: tx.to === TO_EXIT ? tx.from : TO_EXIT }),
      () => signedBy(dice.below(PEOPLE), { ...said, domain: this.#domain }),
      () => signedBy(0, { ...said, domain: { ...this.#domain, chainId: 1n } }),
    ])();
  }
}
