import { z } from "zod";
import { goodKey } from "../crypto/babyjub.ts";
import { concatBytes } from "../crypto/bytes.ts";
import type { Account } from "../ledger/account.ts";
import { amountOf } from "../ledger/amount.ts";
import { decodeBody, recordCount } from "../ledger/body.ts";
import { MESSAGES_DEPTH, PREFIX_BYTES, RECORD_BYTES, TO_CREATE, TO_EXIT } from "../ledger/constants.ts";
import { messagePreimages } from "../ledger/message.ts";
import { decodeRecord, type KeyRecord, type LedgerRecord, type Transaction } from "../ledger/record.ts";
import { isSigned, signedMessage, type Domain } from "../ledger/signature.ts";
import { LEAF_BYTES, PAGE_BYTES } from "../machine/isa.ts";
import { depth } from "../machine/section.ts";
import { HEADER_BYTES, inputRootOf } from "../rollup/input.ts";
import { chunkScheme } from "../tree/chunks.ts";
import { poseidonScheme } from "../tree/poseidonTree.ts";
import { toBytes, toHex } from "../types/hex.ts";
import { refused } from "./error.ts";
import type { SettledBatch } from "./settled.ts";
import { accountIn, element, hex, nonceSchema, numberOf, openingSchema, recordIndex } from "./shown.ts";

/** Either the leaves of the input that hold the record, and the message that it sent; or the whole input of the batch. */
const evidence = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("message"),
    leaves: z.array(z.strictObject({ leaf: hex, path: hex })).max(4),
    place: recordIndex,
    sequence: element,
    path: hex,
  }),
  z.strictObject({ kind: z.literal("input"), input: hex }),
]);

const schema = z.strictObject({
  /** Place of the transaction in its batch, from 0. */
  record: recordIndex,
  /** Of the sender, when the transaction was signed. */
  nonce: nonceSchema,
  /** The sender's account in the states before and after the batch. */
  before: openingSchema,
  after: openingSchema,
  evidence,
});

/** What shows to who has a batch's outputs and input root that a transaction of the batch was applied (docs/light-client.md). */
export type PaymentProof = z.infer<typeof schema>;

/** A transaction that was applied. */
export type Payment = {
  readonly from: number;
  /** Index of an account, or TO_CREATE or TO_EXIT. */
  readonly to: number;
  /** Wei. */
  readonly amount: bigint;
  readonly nonce: number;
  /** For whom an account was made. */
  readonly owner?: { readonly key: bigint; readonly exitAddress: bigint };
};

type Candidate = { readonly transaction: Transaction; readonly owner: KeyRecord | undefined };

/**
 * The payment, if the batch, as L1 has it, applied it. Executes nothing: Merkle paths and signatures of one sender.
 * @param shown a PaymentProof, from anybody
 * @throws ClientError SHOWN_MALFORMED, NOT_IN_BATCH, STATE_NOT_OF_OUTPUT, ACCOUNT_NOT_IN_STATE, NOT_SIGNED, NOT_APPLIED, SIGNED_TWICE, MESSAGE_NOT_SENT
 */
export function verifyPayment(batch: SettledBatch, shown: unknown): Payment {
  const proof = parsed(shown);
  const records = recordsOf(batch, proof);
  const candidate = candidateAt(records, proof.record);
  if (candidate === undefined) throw refused("NOT_IN_BATCH", `Record ${proof.record} is no transaction`);
  const { transaction, owner } = candidate;
  const [before, after] = [
    accountIn(proof.before, batch.anchor, "before"),
    accountIn(proof.after, batch.output, "after"),
  ];
  const isSender = [proof.before, proof.after].every(({ account }) => account.index === transaction.from);
  if (!isSender || after === undefined) throw refused("ACCOUNT_NOT_IN_STATE", "The account shown is not the sender's");
  const { nonce } = proof;
  const domain = { chainId: BigInt(batch.chainId), rollup: BigInt(batch.rollup) };
  const signer = { ...after, nonce };
  if (!isSigned(domain, transaction, signer, owner)) {
    throw refused("NOT_SIGNED", `The sender did not sign the transaction with nonce ${nonce}`);
  }
  // A nonce is used up by one applied transaction that was signed with it, and by nothing else.
  const first = before?.nonce ?? 0;
  if (nonce < first || nonce >= after.nonce) {
    throw refused(
      "NOT_APPLIED",
      `In the batch the sender's nonce went from ${first} to ${after.nonce}, not past ${nonce}`,
    );
  }
  if (proof.evidence.kind === "input") requireOnlyOne(domain, signer, records, candidate);
  else requireMessage(proof, proof.evidence, transaction, after, first);
  const { from, to, amount } = transaction;
  const made = owner && { owner: { key: owner.key, exitAddress: owner.exitAddress } };
  return { from, to, amount: amountOf(amount), nonce, ...made };
}

function parsed(shown: unknown): PaymentProof {
  const result = schema.safeParse(shown);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refused("SHOWN_MALFORMED", `Not a payment proof: ${issue?.message}`, issue?.path.join("."));
}

/** The records that are shown, by their places, once they are those of the batch. */
function recordsOf(batch: SettledBatch, { record, evidence: shown }: PaymentProof): ReadonlyMap<number, LedgerRecord> {
  const bodyLength = batch.inputLength - HEADER_BYTES;
  if (record >= recordCount(bodyLength)) throw refused("NOT_IN_BATCH", `The batch has no record ${record}`);
  if (shown.kind === "input") {
    const input = toBytes(shown.input);
    const isInput = input.length === batch.inputLength && inputRootOf(input, batch.inputSize) === batch.inputRoot;
    if (!isInput) throw refused("NOT_IN_BATCH", "The input shown does not have the batch's root");
    return new Map(decodeBody(input.subarray(HEADER_BYTES)).entries());
  }
  const start = HEADER_BYTES + PREFIX_BYTES + RECORD_BYTES * record;
  const first = Math.floor(start / LEAF_BYTES);
  const count = Math.floor((start + RECORD_BYTES - 1) / LEAF_BYTES) - first + 1;
  const scheme = chunkScheme(depth(batch.inputSize / PAGE_BYTES));
  const root = toBytes(batch.inputRoot, LEAF_BYTES);
  const areThere =
    shown.leaves.length === count &&
    shown.leaves.every(({ leaf, path }, i) => scheme.verify(root, first + i, toBytes(leaf), toBytes(path)));
  if (!areThere) throw refused("NOT_IN_BATCH", `The leaves shown are not those of record ${record}`);
  const bytes = concatBytes(shown.leaves.map(({ leaf }) => toBytes(leaf)));
  const offset = start - LEAF_BYTES * first;
  return new Map([[record, decodeRecord(bytes.slice(offset, offset + RECORD_BYTES))]]);
}

/** The transaction there, with the key record that a create needs; undefined where no state would apply it. */
function candidateAt(records: ReadonlyMap<number, LedgerRecord>, at: number): Candidate | undefined {
  const transaction = records.get(at);
  if (transaction?.kind !== "transaction") return undefined;
  if (transaction.to !== TO_CREATE) return { transaction, owner: undefined };
  const owner = records.get(at - 1);
  return owner?.kind === "key" && goodKey(owner.key) !== undefined ? { transaction, owner } : undefined;
}

/** Of two orders that a sender signed with one nonce no path tells which was applied: there must be one in the batch. */
function requireOnlyOne(
  domain: Domain,
  signer: Account,
  records: ReadonlyMap<number, LedgerRecord>,
  shown: Candidate,
): void {
  const messageOf = ({ transaction, owner }: Candidate): bigint =>
    signedMessage(domain, transaction, signer.nonce, owner);
  const own = messageOf(shown);
  for (const at of records.keys()) {
    const other = candidateAt(records, at);
    if (other?.transaction.from !== shown.transaction.from || messageOf(other) === own) continue;
    if (!isSigned(domain, other.transaction, signer, other.owner)) continue;
    throw refused(
      "SIGNED_TWICE",
      `Record ${at} is signed with the same nonce: either of the two may have been applied`,
    );
  }
}

/** The one transaction of the sender that the batch applied sent this message, so it is an exit of this amount. */
function requireMessage(
  { after }: PaymentProof,
  { place, sequence, path }: Extract<PaymentProof["evidence"], { kind: "message" }>,
  { from, to, amount }: Transaction,
  { nonce, exitAddress }: Account,
  first: number,
): void {
  if (to !== TO_EXIT || nonce !== first + 1) {
    throw refused(
      "NOT_APPLIED",
      "Of a sender's only transaction in a batch, an exit, a message is enough; of others not",
    );
  }
  const message = { sequence: numberOf(sequence), exitAddress, amount: amountOf(amount), from };
  const scheme = poseidonScheme(MESSAGES_DEPTH, messagePreimages);
  if (scheme.verify(numberOf(after.state.messagesRoot), place, message, toBytes(path))) return;
  throw refused("MESSAGE_NOT_SENT", `The batch has not sent the exit's message ${toHex(toBytes(sequence))}`);
}
