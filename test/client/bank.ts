import { pack } from "../../src/crypto/babyjub.ts";
import { sign, signingKey, type SigningKey } from "../../src/crypto/eddsa.ts";
import { toLittleEndian } from "../../src/crypto/field.ts";
import type { SettledBatch } from "../../src/client/settled.ts";
import { encodeBody } from "../../src/ledger/body.ts";
import { TO_CREATE } from "../../src/ledger/constants.ts";
import { execute } from "../../src/ledger/execution.ts";
import type { Deposit, KeyRecord, LedgerRecord, Transaction } from "../../src/ledger/record.ts";
import { signedMessage, type Order } from "../../src/ledger/signature.ts";
import type { Place } from "../../src/prover/lineage.ts";
import { composeInput, headerNumbers, inputRootOf } from "../../src/rollup/input.ts";
import { BEGINNING, type Point } from "../../src/store/ledgerStore.ts";
import { toHex } from "../../src/types/hex.ts";

/*
 * A ledger without an L1: what L1 would record of its batches is made here, by the functions that agents compare L1 with.
 */

export const INPUT_SIZE = 0x4000;
export const ROLLUP = { chainId: 31337, rollup: `0x${"ab".repeat(20)}`, inputSize: INPUT_SIZE } as const;
export const [ANNA, BERT, CARL] = [1, 2, 3].map((n) => signingKey(new Uint8Array(32).fill(n))) as [
  SigningKey,
  SigningKey,
  SigningKey,
];
/** Indices that the first batch gives them. */
export const [ANNAS, BERTS] = [0, 1];
const DOMAIN = { chainId: BigInt(ROLLUP.chainId), rollup: BigInt(ROLLUP.rollup) };

export type Executed = { readonly place: Place; readonly settled: SettledBatch; readonly after: Point };

export function signed(owner: SigningKey, nonce: number, order: Order, key?: KeyRecord): Transaction {
  return { kind: "transaction", ...order, signature: sign(owner, signedMessage(DOMAIN, order, nonce, key)) };
}

export function keyRecord(owner: SigningKey, exitAddress = 5n): KeyRecord {
  return { kind: "key", key: pack(owner.publicKey), exitAddress };
}

export function executed(before: Point, records: readonly LedgerRecord[], isQueue = false): Executed {
  const number = before.batches + 1;
  const body = encodeBody(ANNAS, records);
  const timestamp = 1_000 + 12 * number;
  const header = { chainId: ROLLUP.chainId, rollup: ROLLUP.rollup, batch: number, timestamp };
  const queued = isQueue ? { queued: { first: 0, count: records.length } } : {};
  const input = composeInput({ ...header, ...queued }, body, INPUT_SIZE);
  const ledger = { header: headerNumbers({ ...header, ...queued }, body.length), body };
  const { state, messages, output: value } = execute(before.state, ledger);
  const output = toHex(toLittleEndian(value));
  const accumulator = toHex(new Uint8Array(32).fill(number));
  const inputRoot = inputRootOf(input, INPUT_SIZE);
  const batch = { number, accumulator, inputRoot, inputLength: input.length, timestamp, transaction: accumulator };
  const outputs = { anchor: before.output, output };
  return {
    place: { batch, ledger, before: before.state, parentMessages: before.messagesRoot, ...outputs, messages },
    settled: { ...ROLLUP, number, timestamp, inputRoot, inputLength: input.length, ...outputs },
    after: { batches: number, accumulator, state, messagesRoot: messages.root, output },
  };
}

const deposit = (owner: SigningKey): Deposit => ({
  kind: "deposit",
  to: TO_CREATE,
  amount: 10_000n,
  key: pack(owner.publicKey),
  exitAddress: 77n,
});

/** Anna and Bert have deposited. */
export const FUNDED = executed(BEGINNING, [deposit(ANNA), deposit(BERT)], true).after;
