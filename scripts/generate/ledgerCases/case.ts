import { concatBytes } from "../../../src/crypto/bytes.ts";
import type { Batch } from "../../../src/ledger/body.ts";
import { encodeBody } from "../../../src/ledger/body.ts";
import { KIND_POSTED } from "../../../src/ledger/constants.ts";
import type { LedgerRecord } from "../../../src/ledger/record.ts";
import { DOMAIN, type Scene, type Seat } from "./world.ts";

/** One batch of the vectors: where it starts, and what was posted. */
export type LedgerCase = {
  /** What it shows, in a few words. */
  readonly name: string;
  readonly scene: Scene;
  readonly kind: bigint;
  readonly body: Uint8Array;
};

/** Nobody: fees are off. */
export const NOBODY = 0xffff_ffff;

export const ETHER = 10n ** 18n;

/** Three people with an ether each: what most cases start from. */
export const THREE: readonly Seat[] = [0, 1, 2].map((i) => ({ index: i, person: i, balance: ETHER, nonce: i }));

/** A case about records; `feeAccount` nobody, the sequencer's batch and three people unless it says otherwise. */
export function about(
  name: string,
  records: readonly LedgerRecord[],
  { feeAccount = NOBODY, kind = KIND_POSTED, scene = { seats: THREE } as Scene } = {},
): LedgerCase {
  return { name, scene, kind, body: encodeBody(feeAccount, records) };
}

/** The same case with other bytes. */
export function posted(base: LedgerCase, change: (body: Uint8Array) => Uint8Array): LedgerCase {
  return { ...base, body: change(Uint8Array.from(base.body)) };
}

export function followedBy(body: Uint8Array, ...more: readonly Uint8Array[]): Uint8Array {
  return concatBytes([body, ...more]);
}

export function batchOf({ kind, body }: LedgerCase): Batch {
  const { chainId, rollup } = DOMAIN;
  return { header: [kind, chainId, rollup, 1n, 1_800_000_000n, BigInt(body.length), 0n, 0n], body };
}
