import { createHash } from "node:crypto";

/** The bank's rules once more, from docs/guests.md, for tests to hold the guest to. Shares no code with it or with src. */
export type BankState = {
  readonly balances: BigUint64Array;
  readonly nonces: Uint32Array;
  /** Interest not yet paid, in units of 2^-32. */
  readonly fractions: Uint32Array;
  applied: bigint;
  rejected: bigint;
  /** Days closed. */
  day: number;
  /** The last link of the chain of statements. */
  statements: Uint8Array;
};

export const ACCOUNTS = 10_000;
const PACKED = 16 * ACCOUNTS + 8 + 8 + 4 + 32;
const U32_MAX = 2 ** 32 - 1;
const U64 = 2n ** 64n;
const U32 = 2n ** 32n;
const [MONTH, YEAR] = [30, 360];

export function genesis(): BankState {
  const balances = new BigUint64Array(ACCOUNTS).fill(1_000_000n);
  const words = (): Uint32Array => new Uint32Array(ACCOUNTS);
  const [applied, rejected, statements] = [0n, 0n, new Uint8Array(32)];
  return { balances, nonces: words(), fractions: words(), applied, rejected, day: 0, statements };
}

/** Applies one batch body to the state, in place. */
export function applyBatch(state: BankState, body: Uint8Array): void {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const until = state.day + YEAR;
  for (let at = 0; at < body.length; at += 20) {
    const isWhole = at + 20 <= body.length;
    const apply = isWhole && view.getUint32(at, true) === U32_MAX ? close : move;
    if (isWhole && apply(state, view, at, until)) state.applied++;
    else state.rejected++;
  }
}

/** @param until the day that the batch may not close any more */
function close(state: BankState, view: DataView, at: number, until: number): boolean {
  const word = (offset: number): number => view.getUint32(at + offset, true);
  const [days, rate, zero, day] = [word(4), word(8), word(12), word(16)];
  if (zero !== 0 || day !== state.day || state.day + days > until) return false;
  for (let closed = 0; closed < days; closed++) closeDay(state, BigInt(rate));
  return true;
}

function closeDay(state: BankState, rate: bigint): void {
  const { balances, fractions } = state;
  for (let i = 0; i < ACCOUNTS; i++) {
    const held = balances[i]! * U32 + BigInt(fractions[i]!) + balances[i]! * rate;
    if (held >= U64 * U32) continue;
    balances[i] = held / U32;
    fractions[i] = Number(held % U32);
  }
  state.day++;
  if (state.day % MONTH !== 0) return;
  const accounts = packed(state);
  for (let i = 0; i < ACCOUNTS; i++) {
    const head = new Uint8Array(Uint32Array.of(i, state.day).buffer);
    const hash = createHash("sha256").update(state.statements).update(head);
    state.statements = hash.update(accounts.subarray(16 * i, 16 * i + 16)).digest();
  }
}

function move({ balances, nonces }: BankState, view: DataView, at: number): boolean {
  const from = view.getUint32(at, true);
  const to = view.getUint32(at + 4, true);
  const amount = view.getBigUint64(at + 8, true);
  const nonce = view.getUint32(at + 16, true);
  if (from >= ACCOUNTS || to >= ACCOUNTS || from === to) return false;
  if (nonces[from] !== nonce || nonce === U32_MAX) return false;
  if (balances[from]! < amount || balances[to]! + amount >= U64) return false;
  balances[from]! -= amount;
  balances[to]! += amount;
  nonces[from]!++;
  return true;
}

/** What is under the digest: accounts, the two counters, the day, the statements. */
export function packed({ balances, nonces, fractions, applied, rejected, day, statements }: BankState): Uint8Array {
  const bytes = new Uint8Array(PACKED);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < ACCOUNTS; i++) {
    view.setBigUint64(16 * i, balances[i]!, true);
    view.setUint32(16 * i + 8, nonces[i]!, true);
    view.setUint32(16 * i + 12, fractions[i]!, true);
  }
  view.setBigUint64(16 * ACCOUNTS, applied, true);
  view.setBigUint64(16 * ACCOUNTS + 8, rejected, true);
  view.setUint32(16 * ACCOUNTS + 16, day, true);
  bytes.set(statements, 16 * ACCOUNTS + 20);
  return bytes;
}

/** What the bank commits: SHA-256 of `packed`, 64 hex digits. */
export function digest(state: BankState): string {
  return createHash("sha256").update(packed(state)).digest("hex");
}
