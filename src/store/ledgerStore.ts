import { equalBytes } from "../crypto/bytes.ts";
import { fromBigEndian, toBigEndian, toLittleEndian } from "../crypto/field.ts";
import { type Account, accountPreimages } from "../ledger/account.ts";
import { ACCOUNTS_DEPTH, MESSAGES_DEPTH } from "../ledger/constants.ts";
import { genesisOutput, GENESIS, type LedgerState, outputOf, stateRoot } from "../ledger/state.ts";
import { type Located, PoseidonTree, zeroHash } from "../tree/poseidonTree.ts";
import { toBytes, toHex, type Hex } from "../types/hex.ts";
import { damaged, foreign, StoreError } from "./error.ts";
import type { KeyValue, Writer } from "./keyValue.ts";
import { type BatchRow, decodeAccount, decodeJson, encodeAccount, encodeJson, type Summary } from "./rows.ts";

/** What a store is of: nothing of another court is of any use. */
export type CourtId = { readonly chainId: number; readonly rollup: Hex };

/** A state with all that a batch executed on it needs to know. */
export type Point = Omit<Summary, "accounts" | "messages"> & { readonly state: LedgerState };

/** A batch, what it led to, and what it was executed on. */
export type Entry = Pick<BatchRow, "header" | "body" | "sent"> & { readonly before: Point; readonly after: Point };

/** A batch that waits for its proof: the same name for all who have read the same L1. */
export type Pending = { readonly batch: number; readonly accumulator: Hex };

/** What is there before the first batch. */
export const BEGINNING: Point = {
  batches: 0,
  state: GENESIS,
  messagesRoot: zeroHash(MESSAGES_DEPTH),
  output: toHex(toLittleEndian(genesisOutput())),
};

const FORMAT = 1;
const [COURT, HEAD, ACCOUNTS, NODES, BATCHES, JOBS] = ["court", "head", "account/", "node/", "batch/", "job/"] as const;
const EMPTY = GENESIS.tree;

/**
 * The ledger after the last batch that was executed: accounts, the nodes of their tree, the batches since the last final
 * one, and the proofs that are still to be made, all of it changed in one transaction a batch. Of a batch that is not final
 * the accounts that it changed are kept as they were, so that the store can go back to any of them when L1 does.
 * Several processes may share it: what they write follows from L1, so whoever comes second finds it written.
 */
export class LedgerStore {
  readonly #rows: KeyValue;
  /** What the rows held when they were last read or written here. */
  #head: Summary;
  #tree: PoseidonTree<Account>;

  private constructor(rows: KeyValue) {
    this.#rows = rows;
    [this.#head, this.#tree] = this.#read();
  }

  /**
   * @param rows a store of this court, or an empty one, which it then is
   * @throws StoreError STORE_FOREIGN, STORE_DAMAGED, STORE_OF_ANOTHER_COURT, STORE_UNAVAILABLE
   */
  static open(rows: KeyValue, court: CourtId): LedgerStore {
    const own = encodeJson({ format: FORMAT, ...court });
    const found = rows.get(COURT);
    if (found === undefined) rows.transaction((writer) => writer.put(COURT, own));
    else if (!equalBytes(found, own)) throw notOurs(rows.where, decodeJson(found));
    return new LedgerStore(rows);
  }

  /** The batches since the last final one, in order, and where the first begins: the last point of all is the head. */
  load(): { readonly base: Point; readonly entries: readonly Entry[] } {
    [this.#head, this.#tree] = this.#read();
    let after = pointOf(this.#head, this.#tree);
    const entries: Entry[] = [];
    for (const [, bytes] of [...this.#rows.entries(BATCHES)].reverse()) {
      const { before: summary, header, body, sent, undo } = decodeJson(bytes) as BatchRow;
      const before = this.#sound(pointOf(summary, after.state.tree.with(this.#undone(undo))));
      entries.unshift({ before, after, header, body, sent });
      after = before;
    }
    return { base: after, entries };
  }

  /**
   * Keeps what a batch led to, and that it is to be proven. What the store has after the batch before it is of another
   * lineage, and goes; if it does not have that one either, it begins with it.
   */
  append(entry: Entry): void {
    const { before, after } = entry;
    this.#rows.transaction((writer) => {
      const head = this.#summary();
      if (isSame(this.#after(head, after.batches), after)) return;
      if (!isSame(this.#after(head, before.batches), before)) this.#restart(writer, before);
      else this.#rewind(writer, head, before.batches);
      this.#write(writer, summaryOf(after), after.state.tree);
      const { header, body, sent } = entry;
      const changed = [...after.state.tree.differences(before.state.tree)].filter(({ level }) => level === 0);
      const undo = changed.map(({ place }) => {
        const account = before.state.tree.get(place);
        return [place, account === undefined ? null : toHex(encodeAccount(account))] as const;
      });
      writer.put(
        batchKey(after.batches),
        encodeJson({ before: summaryOf(before), header, body, sent, undo } satisfies BatchRow),
      );
      writer.put(
        jobKey(after),
        encodeJson({ batch: after.batches, accumulator: after.accumulator! } satisfies Pending),
      );
    });
  }

  /** Whether the store has this point, or has been there. */
  has({ batches, accumulator }: Point): boolean {
    return isSame(this.#after(this.#summary(), batches), { batches, ...(accumulator && { accumulator }) });
  }

  /** The batches up to this one are final: what going back beyond it would need is forgotten, and so are their jobs. */
  settle(batches: number): void {
    const final = this.#rows.keys(BATCHES).filter((key) => key <= batchKey(batches));
    const done = this.#rows.keys(JOBS).filter((key) => key < jobsFrom(batches + 1));
    if (final.length + done.length === 0) return;
    this.#rows.transaction((writer) => {
      for (const key of [...final, ...done]) writer.remove(key);
    });
  }

  /** Forgets everything: L1 has another history than this one. */
  reset(): void {
    this.#rows.transaction((writer) => this.#restart(writer, BEGINNING));
  }

  /** The batches whose proofs are still to be made, in order. */
  pending(): readonly Pending[] {
    return [...this.#rows.entries(JOBS)].map(([, job]) => decodeJson(job) as Pending);
  }

  async close(): Promise<void> {
    await this.#rows.close();
  }

  /** What is stored of the state after so many batches; undefined where nothing is. */
  #after(head: Summary, batches: number): Summary | undefined {
    return batches === head.batches ? head : this.#row(batches + 1)?.before;
  }

  #row(number: number): BatchRow | undefined {
    const bytes = this.#rows.get(batchKey(number));
    return bytes && (decodeJson(bytes) as BatchRow);
  }

  #summary(): Summary {
    const bytes = this.#rows.get(HEAD);
    return bytes === undefined ? summaryOf(BEGINNING) : (decodeJson(bytes) as Summary);
  }

  /** Takes back what lies after so many batches, of each of which there is a row. */
  #rewind(writer: Writer, head: Summary, batches: number): void {
    // Another process may have written since.
    if (!isSame(head, this.#head)) [this.#head, this.#tree] = this.#read();
    let [summary, tree] = [head, this.#tree];
    while (summary.batches > batches) {
      const { before, undo } = this.#row(summary.batches)!;
      writer.remove(batchKey(summary.batches));
      writer.remove(jobKey(summary));
      [summary, tree] = [before, tree.with(this.#undone(undo))];
    }
    this.#write(writer, summary, tree);
  }

  #restart(writer: Writer, point: Point): void {
    for (const prefix of [ACCOUNTS, NODES, BATCHES, JOBS]) {
      for (const key of this.#rows.keys(prefix)) writer.remove(key);
    }
    this.#tree = EMPTY;
    this.#write(writer, summaryOf(point), point.state.tree);
  }

  /** Brings the rows of accounts and nodes from the tree that they hold to this one. */
  #write(writer: Writer, head: Summary, tree: PoseidonTree<Account>): void {
    for (const { level, place, hash, leaf } of tree.differences(this.#tree)) {
      const key = nodeKey(level, place);
      if (hash === undefined) writer.remove(key);
      else writer.put(key, toBigEndian(hash));
      if (level > 0) continue;
      if (leaf === undefined) writer.remove(accountKey(place));
      else writer.put(accountKey(place), encodeAccount(leaf));
    }
    writer.put(HEAD, encodeJson(head));
    [this.#head, this.#tree] = [head, tree];
  }

  #read(): [Summary, PoseidonTree<Account>] {
    const head = this.#summary();
    const hashes = new Map([...this.#rows.entries(NODES)].map(([key, hash]) => [key, fromBigEndian(hash)]));
    const accounts = new Map([...this.#rows.entries(ACCOUNTS)].map(([key, bytes]) => [key, this.#account(bytes)]));
    const at = (level: number, place: number): Pick<Located<Account>, "hash" | "leaf"> | undefined => {
      const hash = hashes.get(nodeKey(level, place));
      return hash === undefined ? undefined : { hash, leaf: level === 0 ? accounts.get(accountKey(place)) : undefined };
    };
    const tree = PoseidonTree.restored(ACCOUNTS_DEPTH, accountPreimages, at);
    // Accounts fill the tree from 0 on, and above them there is one node for each four below.
    const due = Array.from({ length: ACCOUNTS_DEPTH + 1 }, (_, level) => Math.ceil(head.accounts / 4 ** level));
    const isWhole = accounts.size === head.accounts && hashes.size === due.reduce((sum, count) => sum + count, 0);
    if (!isWhole) throw damaged(this.#rows.where, `${accounts.size} accounts where ${head.accounts} were written`);
    this.#sound(pointOf(head, tree));
    return [head, tree];
  }

  /** @throws StoreError STORE_DAMAGED where the output is not that of the state */
  #sound(point: Point): Point {
    if (toHex(toLittleEndian(outputOf(stateRoot(point.state), point.messagesRoot))) === point.output) return point;
    throw damaged(this.#rows.where, `The state after batch ${point.batches} does not have its output`);
  }

  #undone(undo: BatchRow["undo"]): Map<number, Account | undefined> {
    return new Map(undo.map(([index, hex]) => [index, hex === null ? undefined : this.#account(toBytes(hex))]));
  }

  #account(bytes: Uint8Array): Account {
    const account = decodeAccount(bytes);
    if (account !== undefined) return account;
    throw damaged(this.#rows.where, `${bytes.length} bytes are no account`);
  }
}

function summaryOf({ batches, accumulator, state, messagesRoot, output }: Point): Summary {
  const { accounts, messages } = state;
  return { batches, ...(accumulator && { accumulator }), accounts, messages, messagesRoot, output };
}

function pointOf({ accounts, messages, ...rest }: Summary, tree: PoseidonTree<Account>): Point {
  return { ...rest, state: { tree, accounts, messages } };
}

type Named = Pick<Summary, "batches" | "accumulator">;

/** The accumulator names everything that L1 has up to a batch. */
function isSame(a: Named | undefined, b: Named): boolean {
  return a?.batches === b.batches && a.accumulator === b.accumulator;
}

function batchKey(number: number): string {
  return `${BATCHES}${padded(number)}`;
}

function jobKey({ batches, accumulator }: Named): string {
  return `${jobsFrom(batches)}-${accumulator!.slice(2, 18)}`;
}

function jobsFrom(batches: number): string {
  return `${JOBS}${padded(batches)}`;
}

function accountKey(index: number): string {
  return `${ACCOUNTS}${padded(index)}`;
}

function nodeKey(level: number, place: number): string {
  return `${NODES}${String(level).padStart(2, "0")}/${padded(place)}`;
}

/** The order of the keys is that of the numbers. */
function padded(number: number): string {
  return String(number).padStart(10, "0");
}

function notOurs(where: string, found: unknown): StoreError {
  const { format, chainId, rollup } = found as { readonly format: number } & CourtId;
  if (format !== FORMAT) return foreign(where, `The store has format ${format}, not ${FORMAT}`);
  return new StoreError("STORE_OF_ANOTHER_COURT", {
    what: `The store is of the rollup ${rollup} on chain ${chainId}`,
    where,
    fix: "Name a folder of its own for each court",
  });
}
