import type { PaymentProof } from "../client/payment.ts";
import { elementOf, type Opening } from "../client/shown.ts";
import { concatBytes } from "../crypto/bytes.ts";
import { toLittleEndian } from "../crypto/field.ts";
import { PREFIX_BYTES, RECORD_BYTES } from "../ledger/constants.ts";
import { Execution } from "../ledger/execution.ts";
import type { LedgerState } from "../ledger/state.ts";
import { LEAF_BYTES, PAGE_BYTES } from "../machine/isa.ts";
import { depth } from "../machine/section.ts";
import { HEADER_BYTES } from "../rollup/input.ts";
import { ChunkTree } from "../tree/chunks.ts";
import { toHex } from "../types/hex.ts";
import { ProverError } from "./error.ts";
import type { Place } from "./lineage.ts";

/**
 * What shows a light client that a transaction of the batch was applied.
 * @param record its place in the batch
 * @param inputSize bytes of the program's input section
 * @throws ProverError PAYMENT_VOID where it is no transaction, or was not applied
 */
export function paymentProof(place: Place, record: number, inputSize: number): PaymentProof {
  const execution = new Execution(place.before, place.ledger);
  while (execution.done < record) execution.step();
  const sent = execution.draft.messages.length;
  const transaction = execution.records[record];
  const from = transaction?.kind === "transaction" ? transaction.from : -1;
  const nonce = from >= 0 && from < execution.draft.accounts ? execution.draft.account(from).nonce : 0;
  const effect = execution.step()?.effect;
  if (effect !== "transfer" && effect !== "create" && effect !== "exit") throw isVoid(place, record, effect);
  const after = execution.finish();
  const before = opening(place.before, place.parentMessages, from);
  const isOnly = (after.state.tree.get(from)?.nonce ?? 0) === (place.before.tree.get(from)?.nonce ?? 0) + 1;
  const input = inputOf(place);
  return {
    record,
    nonce,
    before,
    after: opening(after.state, after.messages.root, from),
    evidence:
      effect === "exit" && isOnly
        ? {
            kind: "message",
            leaves: recordLeaves(input, record, inputSize),
            place: sent,
            sequence: elementOf(place.before.messages + BigInt(sent)),
            path: toHex(after.messages.prove(sent)),
          }
        : { kind: "input", input: toHex(input) },
  };
}

/** The account in a state, or that it is not there. */
export function opening(state: LedgerState, messagesRoot: bigint, index: number): Opening {
  const { tree, accounts, messages } = state;
  const account = tree.get(index);
  const fields = account && {
    x: elementOf(account.key.x),
    y: elementOf(account.key.y),
    balance: elementOf(account.balance),
    nonce: account.nonce,
    exitAddress: elementOf(account.exitAddress),
  };
  return {
    state: {
      accountsRoot: elementOf(tree.root),
      accounts,
      messages: elementOf(messages),
      messagesRoot: elementOf(messagesRoot),
    },
    account: { index, ...(fields && { fields }), path: toHex(tree.prove(index)) },
  };
}

/** The input section's bytes, as the Inbox composed them. */
export function inputOf({ ledger: { header, body } }: Place): Uint8Array {
  return concatBytes([...header.map(toLittleEndian), body]);
}

/** The leaves that hold a record, with their paths. */
export function recordLeaves(
  input: Uint8Array,
  record: number,
  inputSize: number,
): { leaf: `0x${string}`; path: `0x${string}` }[] {
  const memory = new Uint8Array(inputSize);
  memory.set(input);
  const tree = new ChunkTree(memory, depth(inputSize / PAGE_BYTES));
  tree.update(Array.from({ length: inputSize / PAGE_BYTES }, (_, i) => i));
  const start = HEADER_BYTES + PREFIX_BYTES + RECORD_BYTES * record;
  const [first, last] = [start, start + RECORD_BYTES - 1].map((at) => Math.floor(at / LEAF_BYTES));
  return Array.from({ length: last! - first! + 1 }, (_, i) => {
    const leaf = first! + i;
    return { leaf: toHex(memory.slice(LEAF_BYTES * leaf, LEAF_BYTES * (leaf + 1))), path: toHex(tree.prove(leaf)) };
  });
}

function isVoid({ batch }: Place, record: number, effect: string | undefined): ProverError {
  return new ProverError("PAYMENT_VOID", {
    what: `Record ${record} of batch ${batch.number} paid nothing: ${effect ?? "there is none"}`,
    fix: "Name a transaction that was applied",
  });
}
