import { B8, eightTimes, goodKey, L, twice, type Affine } from "./curve.ts";
import { R } from "./field.ts";
import { hash } from "./poseidon.ts";

/*
 * docs/ledger.md a second time, read literally and without a line in common with src: bodies are text in hexadecimal,
 * records are cut out of it, and the whole tree is hashed again from its leaves whenever a root is asked for.
 */

export type OracleAccount = { key: Affine; balance: bigint; nonce: bigint; exit: bigint };
export type OracleMessage = { sequence: bigint; exit: bigint; amount: bigint; from: bigint };
export type OracleState = { accounts: Map<number, OracleAccount>; count: bigint; sent: bigint };
type Header = readonly bigint[];

const TAG = BigInt(`0x${Buffer.from("assize ledger 1", "latin1").toString("hex")}`);
const NEW = 0xfffffffen;
const LEAVE = 0xffffffffn;
const IS_KEY = 0xffffffffn;
const IS_DEPOSIT = 0xfffffffen;
const FULL = 1n << 20n;
const ROOM = 1n << 128n;

export class OracleRun {
  readonly state: OracleState;
  readonly messages: OracleMessage[] = [];
  readonly records: string[];
  readonly header: Header;
  readonly body: string;
  readonly feeAccount: bigint;
  readonly feesOn: boolean;
  feeSum = 0n;
  next = 0;

  constructor(state: OracleState, header: Header, body: Uint8Array) {
    this.state = { accounts: new Map(state.accounts), count: state.count, sent: state.sent };
    this.header = header;
    const length = body.length;
    const n = Math.min(4096, Math.ceil(Math.max(0, length - 26) / 78));
    this.body = Buffer.from(body)
      .toString("hex")
      .padEnd(2 * (26 + 78 * n), "0")
      .slice(0, 2 * (26 + 78 * n));
    this.records = Array.from({ length: n }, (_, i) => this.body.slice(2 * (26 + 78 * i), 2 * (104 + 78 * i)));
    this.feeAccount = BigInt(`0x${this.body.slice(0, 8)}`);
    this.feesOn = this.feeAccount < state.count;
  }

  /** One record; whether it was void. A key record is not. */
  step(): "void" | "done" {
    const record = this.records[this.next]!;
    const before = this.records[this.next - 1];
    this.next++;
    const from = cut(record, 0, 4);
    if (from === IS_KEY) return "done";
    if (from === IS_DEPOSIT) return this.header[0] === 2n ? this.deposit(record) : "void";
    return this.transaction(record, before);
  }

  transaction(record: string, before: string | undefined): "void" | "done" {
    const { state } = this;
    const [from, to, code, feeByte] = [cut(record, 0, 4), cut(record, 4, 4), cut(record, 8, 5), cut(record, 13, 1)];
    const [h, S] = [cut(record, 14, 32), cut(record, 46, 32)];
    if (from >= state.count || h >= R || S >= L) return "void";
    const owner = to === NEW && before !== undefined && cut(before, 0, 4) === IS_KEY ? before : undefined;
    const key = owner === undefined ? null : goodKey(cut(owner, 20, 32));
    if (to === NEW && (key === null || state.count >= FULL)) return "void";
    if (to !== NEW && to !== LEAVE && to >= state.count) return "void";
    const payer = state.accounts.get(Number(from))!;
    const packed = owner === undefined ? 0n : cut(owner, 20, 32);
    const M = hash(
      this.header[1]! + this.header[2]! * 2n ** 64n,
      from + to * 2n ** 32n + code * 2n ** 64n + feeByte * 2n ** 104n + payer.nonce * 2n ** 112n,
      packed % 2n ** 255n,
      (owner === undefined ? 0n : cut(owner, 52, 20)) + (packed / 2n ** 255n) * 2n ** 160n,
      TAG,
    );
    const [x, y] = twice(S, B8, (((L - h) % L) + L) % L, eightTimes(payer.key));
    if (hash(x, y, ...payer.key, M) !== h) return "void";
    const amount = (code % 2n ** 35n) * 10n ** (code / 2n ** 35n);
    const fee = this.feesOn ? (feeByte % 16n) * 10n ** (feeByte / 16n) : 0n;
    if (amount + fee > payer.balance || payer.nonce >= 2n ** 40n - 1n) return "void";
    const paid = { ...payer, balance: payer.balance - amount - fee, nonce: payer.nonce + 1n };
    const accounts = new Map(state.accounts).set(Number(from), paid);
    if (to < state.count) {
      const payee = accounts.get(Number(to))!;
      if (payee.balance + amount >= ROOM) return "void";
      accounts.set(Number(to), { ...payee, balance: payee.balance + amount });
    }
    state.accounts = accounts;
    this.feeSum += fee;
    if (to === LEAVE) this.send(payer.exit, amount, from);
    if (to === NEW) this.open(key!, amount, cut(owner!, 52, 20));
    return "done";
  }

  deposit(record: string): "done" {
    const { state } = this;
    const [to, amount, exit] = [cut(record, 4, 4), cut(record, 8, 12), cut(record, 52, 20)];
    const payee = to < state.count ? state.accounts.get(Number(to))! : undefined;
    const key = to === NEW && state.count < FULL ? goodKey(cut(record, 20, 32)) : null;
    if (payee !== undefined && payee.balance + amount < ROOM) {
      state.accounts.set(Number(to), { ...payee, balance: payee.balance + amount });
    } else if (key !== null) this.open(key, amount, exit);
    else this.send(exit, amount, 0xfffffffen);
    return "done";
  }

  open(key: Affine, balance: bigint, exit: bigint): void {
    this.state.accounts.set(Number(this.state.count), { key, balance, nonce: 0n, exit });
    this.state.count += 1n;
  }

  send(exit: bigint, amount: bigint, from: bigint): void {
    this.messages.push({ sequence: this.state.sent, exit, amount, from });
    this.state.sent += 1n;
  }

  /** What is left of the batch, and the fees. */
  finish(): bigint {
    while (this.next < this.records.length) this.step();
    const payee = this.state.accounts.get(Number(this.feeAccount));
    if (this.feesOn && payee!.balance + this.feeSum < ROOM) {
      this.state.accounts.set(Number(this.feeAccount), { ...payee!, balance: payee!.balance + this.feeSum });
    }
    return hash(stateRootOf(this.state), this.messagesRoot());
  }

  messagesRoot(): bigint {
    const leaves = this.messages.map((m, i) => [i, hash(m.sequence, m.exit, m.amount, m.from)] as const);
    return treeRoot(new Map(leaves), 6);
  }

  /** All words of the batch, in order. */
  words(): bigint[] {
    const words: bigint[] = [];
    for (let at = 0; at < this.body.length; at += 52) words.push(BigInt(`0x${this.body.slice(at, at + 52)}`));
    return [...this.header, ...words];
  }

  /** The value that chains two segments here, for a batch of `length` bytes evaluated at z. */
  progress(length: number, z: bigint): bigint {
    const words = this.words().slice(0, 9 + 3 * this.next);
    const last = this.next === 0 ? [0n, 0n, 0n] : words.slice(-3);
    const packed = [
      [this.next, 32],
      [this.messages.length, 16],
      [this.feeAccount, 32],
      [this.feesOn ? 1 : 0, 1],
      [this.header[0]!, 8],
      [length, 32],
      [this.feeSum, 128],
    ] as const;
    const bits = packed.map(([value, width]) => BigInt(value).toString(2).padStart(width, "0")).join("");
    const middle = hash(BigInt(`0b${bits}`), this.header[1]! + this.header[2]! * 2n ** 64n, ...last);
    return hash(stateRootOf(this.state), this.messagesRoot(), middle, commitment(words), evaluation(words, z));
  }
}

export function commitment(words: readonly bigint[]): bigint {
  return words.length === 0 ? 0n : hash(commitment(words.slice(0, -3)), ...words.slice(-3));
}

/** The sum of every word times its power of z, the last word's being 1. */
export function evaluation(words: readonly bigint[], z: bigint): bigint {
  let power = 1n;
  let sum = 0n;
  for (const word of words.toReversed()) {
    sum = (sum + word * power) % R;
    power = (power * z) % R;
  }
  return sum;
}

export function stateRootOf({ accounts, count, sent }: OracleState): bigint {
  const leaves = [...accounts].map(([i, { key, balance, nonce, exit }]) => {
    return [i, hash(...key, balance + nonce * 2n ** 128n, hash(exit, 0n))] as const;
  });
  return hash(treeRoot(new Map(leaves), 10), count + sent * 2n ** 32n);
}

/** From the leaves up, level by level. */
export function treeRoot(leaves: ReadonlyMap<number, bigint>, depth: number): bigint {
  let nodes = leaves;
  let zero = 0n;
  for (let level = 0; level < depth; level++) {
    const above = new Map<number, bigint>();
    for (const parent of new Set([...nodes.keys()].map((i) => Math.floor(i / 4)))) {
      above.set(parent, hash(...[0, 1, 2, 3].map((i) => nodes.get(4 * parent + i) ?? zero)));
    }
    nodes = above;
    zero = hash(zero, zero, zero, zero);
  }
  return nodes.get(0) ?? zero;
}

function cut(record: string, offset: number, bytes: number): bigint {
  return BigInt(`0x${record.slice(2 * offset, 2 * (offset + bytes))}`);
}
