import { toLittleEndian } from "../../src/crypto/field.ts";
import { keccak256 } from "../../src/crypto/keccak.ts";
import type { Account } from "../../src/ledger/account.ts";
import { accountPreimages } from "../../src/ledger/account.ts";
import { ACCOUNTS_DEPTH } from "../../src/ledger/constants.ts";
import { outputOf, stateRoot } from "../../src/ledger/state.ts";
import type { KeyValue } from "../../src/store/keyValue.ts";
import { BEGINNING, type Entry, type LedgerStore, type Point } from "../../src/store/ledgerStore.ts";
import { decodeAccount, decodeJson, type Summary } from "../../src/store/rows.ts";
import { PoseidonTree } from "../../src/tree/poseidonTree.ts";
import { toHex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";

export const COURT = { chainId: 31337, rollup: `0x${"22".repeat(20)}` } as const;

/** A batch on a point, made up: some accounts of those there are changed, some new, and a message. The same for the same seed. */
export function entryOn(before: Point, seed: number): Entry {
  const next = random(seed);
  const { accounts, tree, messages } = before.state;
  const made = 1 + (next() % 3);
  const accountAt = (): Account => ({
    key: { x: BigInt(next()), y: BigInt(next()) },
    balance: (BigInt(next()) << 90n) + 1n,
    nonce: next() * 2 ** 7,
    exitAddress: BigInt(next()) << 128n,
  });
  const changed = Array.from({ length: accounts === 0 ? 0 : 2 }, () => next() % accounts);
  const fresh = Array.from({ length: made }, (_, i) => accounts + i);
  const changes = new Map([...changed, ...fresh].map((index) => [index, accountAt()] as const));
  const messagesRoot = BigInt(next());
  const state = { tree: tree.with(changes), accounts: accounts + made, messages: messages + 1n };
  const after = {
    batches: before.batches + 1,
    accumulator: toHex(keccak256(Uint8Array.of(seed & 255, seed >>> 8, before.batches))),
    state,
    messagesRoot,
    output: toHex(toLittleEndian(outputOf(stateRoot(state), messagesRoot))),
  };
  const sent = [{ sequence: messages, exitAddress: 5n, amount: BigInt(next()) << 64n, from: 0 }];
  return { before, after, header: [1n, 2n, 3n, BigInt(after.batches), 4n, 2n, 0n, 0n], body: "0xabcd", sent };
}

/** So many of them, each on the one before it. */
export function chainOf(length: number, seed: number, from = BEGINNING): Entry[] {
  const entries: Entry[] = [];
  for (let i = 0; i < length; i++) entries.push(entryOn(entries.at(-1)?.after ?? from, seed + i));
  return entries;
}

/** What one sees of a store: names and outputs of its points, its jobs. */
export function seen(store: LedgerStore): { readonly points: readonly string[]; readonly jobs: readonly string[] } {
  const { base, entries } = store.load();
  const points = [base, ...entries.map(({ after }) => after)];
  return {
    points: points.map(({ batches, output }) => `${batches} ${output}`),
    jobs: store.pending().map(({ batch, accumulator }) => `${batch} ${accumulator}`),
  };
}

/** The output that the values alone lead to, by building the tree anew, and the root that is stored with them. */
export function rebuilt(rows: KeyValue): { readonly output: string; readonly root: bigint; readonly stored: bigint } {
  const head = decodeJson(rows.get("head")!) as Summary;
  const accounts = [...rows.entries("account/")].map(
    ([key, bytes]) => [Number(key.slice(8)), decodeAccount(bytes)!] as const,
  );
  const tree = PoseidonTree.empty(ACCOUNTS_DEPTH, accountPreimages).with(new Map(accounts));
  const { root } = tree;
  const state = { tree, accounts: head.accounts, messages: head.messages };
  const top = rows.get("node/10/0000000000");
  return {
    output: toHex(toLittleEndian(outputOf(stateRoot(state), head.messagesRoot))),
    root,
    stored: top === undefined ? PoseidonTree.empty(ACCOUNTS_DEPTH, accountPreimages).root : BigInt(toHex(top)),
  };
}
