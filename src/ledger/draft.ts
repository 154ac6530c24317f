import type { PoseidonTree } from "../tree/poseidonTree.ts";
import type { Account } from "./account.ts";
import { BALANCE_LIMIT, MAX_ACCOUNTS } from "./constants.ts";
import { LedgerError } from "./error.ts";
import type { Message } from "./message.ts";
import { type LedgerState, type MessageTree, NO_MESSAGES } from "./state.ts";

/** A state that a batch is at work on: changes collect here, and `settle` hashes each touched node once. */
export class Draft {
  readonly #firstSequence: bigint;
  #tree: PoseidonTree<Account>;
  #messages: MessageTree = NO_MESSAGES;
  readonly #changed = new Map<number, Account>();
  readonly #sent: Message[] = [];
  #accounts: number;
  #settled = 0;

  constructor(state: LedgerState) {
    this.#firstSequence = state.messages;
    this.#tree = state.tree;
    this.#accounts = state.accounts;
  }

  /** Accounts there are, those made by this batch included. */
  get accounts(): number {
    return this.#accounts;
  }

  get isFull(): boolean {
    return this.#accounts >= MAX_ACCOUNTS;
  }

  /** Messages that this batch has sent so far. */
  get messages(): readonly Message[] {
    return this.#sent;
  }

  /**
   * The account at an index below `accounts`.
   * @throws LedgerError ACCOUNT_UNKNOWN where the tree lacks an account that the counters say was made
   */
  account(index: number): Account {
    const account = this.#changed.get(index) ?? this.#tree.get(index);
    if (account !== undefined) return account;
    throw new LedgerError("ACCOUNT_UNKNOWN", {
      what: `Account ${index} of ${this.#accounts} is not in the state`,
      fix: "Start from a complete state",
    });
  }

  put(index: number, account: Account): void {
    this.#changed.set(index, account);
  }

  /** Whether the account can take `amount` more. */
  hasRoom(index: number, amount: bigint): boolean {
    return this.account(index).balance + amount < BALANCE_LIMIT;
  }

  credit(index: number, amount: bigint): void {
    const account = this.account(index);
    this.put(index, { ...account, balance: account.balance + amount });
  }

  /** Makes the next account. */
  add(account: Account): void {
    this.put(this.#accounts++, account);
  }

  /** Sends the next message. */
  send(message: Omit<Message, "sequence">): void {
    this.#sent.push({ sequence: this.#nextSequence(), ...message });
  }

  /** State and messages as they are now, hashed. */
  settle(): { readonly state: LedgerState; readonly messages: MessageTree } {
    const fresh = this.#sent.slice(this.#settled).map((message, i) => [this.#settled + i, message] as const);
    this.#messages = this.#messages.with(new Map(fresh));
    this.#settled = this.#sent.length;
    this.#tree = this.#tree.with(this.#changed);
    this.#changed.clear();
    const state = { tree: this.#tree, accounts: this.#accounts, messages: this.#nextSequence() };
    return { state, messages: this.#messages };
  }

  #nextSequence(): bigint {
    return this.#firstSequence + BigInt(this.#sent.length);
  }
}
