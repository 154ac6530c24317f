import { createHash } from "node:crypto";

/** The bank's rules once more, from docs/guests.md, for tests to hold the guest to. Shares no code with it or with src. */
export type BankState = {
  readonly balances: BigUint64Array;
  readonly nonces: Uint32Array;
  /** The reserved word of each account; no transfer changes it. */
  readonly reserved: Uint32Array;
  applied: bigint;
  rejected: bigint;
};

export const ACCOUNTS = 10_000;
const U32_MAX = 2 ** 32 - 1;
const U64 = 2n ** 64n;

export function genesis(): BankState {
  const balances = new BigUint64Array(ACCOUNTS).fill(1_000_000n);
  const words = (): Uint32Array => new Uint32Array(ACCOUNTS);
  return { balances, nonces: words(), reserved: words(), applied: 0n, rejected: 0n };
}

/** Applies one batch body to the state, in place. */
export function applyBatch(state: BankState, body: Uint8Array): void {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  for (let at = 0; at < body.length; at += 20) {
    if (at + 20 <= body.length && applyRecord(state, view, at)) state.applied++;
    else state.rejected++;
  }
}

function applyRecord({ balances, nonces }: BankState, view: DataView, at: number): boolean {
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

/** The bytes of guest memory under the digest: accounts, then the two counters. */
export function packed({ balances, nonces, reserved, applied, rejected }: BankState): Uint8Array {
  const bytes = new Uint8Array(16 * ACCOUNTS + 16);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < ACCOUNTS; i++) {
    view.setBigUint64(16 * i, balances[i]!, true);
    view.setUint32(16 * i + 8, nonces[i]!, true);
    view.setUint32(16 * i + 12, reserved[i]!, true);
  }
  view.setBigUint64(16 * ACCOUNTS, applied, true);
  view.setBigUint64(16 * ACCOUNTS + 8, rejected, true);
  return bytes;
}

/** What the bank commits: SHA-256 of `packed`, 64 hex digits. */
export function digest(state: BankState): string {
  return createHash("sha256").update(packed(state)).digest("hex");
}
