import { poseidon } from "../crypto/poseidon.ts";
import { PoseidonTree, zeroHash } from "../tree/poseidonTree.ts";
import { type Account, accountPreimages } from "./account.ts";
import { ACCOUNTS_DEPTH, MESSAGES_DEPTH } from "./constants.ts";
import { type Message, messagePreimages } from "./message.ts";

/** The ledger between two batches. A value: a batch leads from one to another and changes none. */
export type LedgerState = {
  readonly tree: PoseidonTree<Account>;
  /** Accounts made so far; they have the indices below. */
  readonly accounts: number;
  /** Messages sent so far in all batches: the next sequence number. */
  readonly messages: bigint;
};

/** The messages of one batch. */
export type MessageTree = PoseidonTree<Message>;

/** No accounts, no messages. */
export const GENESIS: LedgerState = {
  tree: PoseidonTree.empty(ACCOUNTS_DEPTH, accountPreimages),
  accounts: 0,
  messages: 0n,
};

export const NO_MESSAGES: MessageTree = PoseidonTree.empty(MESSAGES_DEPTH, messagePreimages);

export function counters({ accounts, messages }: Pick<LedgerState, "accounts" | "messages">): bigint {
  return BigInt(accounts) + (messages << 32n);
}

export function stateRoot(state: LedgerState): bigint {
  return poseidon([state.tree.root, counters(state)]);
}

/** What a batch commits to; the next one's anchor. */
export function outputOf(root: bigint, messagesRoot: bigint): bigint {
  return poseidon([root, messagesRoot]);
}

export function genesisOutput(): bigint {
  return outputOf(stateRoot(GENESIS), zeroHash(MESSAGES_DEPTH));
}

/**
 * Everything that the guest may ask of a state with POSEIDON_OPEN, as lists of what each value is the hash of: the output
 * (state and messages), the state root, empty trees, and the nodes and leaves that `known` does not share.
 */
export function* openings(state: LedgerState, messagesRoot: bigint, known?: LedgerState): Generator<readonly bigint[]> {
  yield [stateRoot(state), messagesRoot];
  yield [state.tree.root, counters(state)];
  for (let depth = 0; depth < ACCOUNTS_DEPTH; depth++) yield Array.from({ length: 4 }, () => zeroHash(depth));
  yield* state.tree.nodes(known?.tree);
}
