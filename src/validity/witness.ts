import { fromBigEndian } from "../crypto/field.ts";
import { type Batch, prefixBytes } from "../ledger/body.ts";
import { commitments, evaluations, HEADER_TRIPLES, type Triple, triplesOf } from "../ledger/commitment.ts";
import { ACCOUNTS_DEPTH } from "../ledger/constants.ts";
import { Execution } from "../ledger/execution.ts";
import { type Binding, progressOf } from "../ledger/progress.ts";
import { type LedgerState, type MessageTree, outputOf, stateRoot } from "../ledger/state.ts";
import { ABSENT, fieldsOf, placeOf, stepWitness, SUBTREE_DEPTH } from "./recordWitness.ts";
import type { Inputs } from "./witnessProgram.ts";

/** What a proof of a segment says, in the order of the circuit's public signals. */
export type Statement = {
  readonly in: bigint;
  readonly out: bigint;
  readonly z: bigint;
  readonly c: bigint;
  readonly y: bigint;
};

/** `inputs` are those of the circuit (circuits/ledger/batch.circom), the statement among them. */
export type Segment = { readonly statement: Statement; readonly inputs: Inputs };

export type SegmentOptions = {
  /** Records of the circuit (circuits.json). */
  readonly records: number;
  /** Where the polynomial of the words is evaluated. */
  readonly z: bigint;
  /** The messages root in the anchor, which is outputOf(state root, this). */
  readonly parentMessages: bigint;
};

const NO_WORDS: Triple = [0n, 0n, 0n];

/** The segments of a batch, in order; one for a batch without records. */
export function segmentsOf(state: LedgerState, batch: Batch, options: SegmentOptions): Segment[] {
  const triples = triplesOf(batch);
  const binding = { triples, commitments: commitments(triples), evaluations: evaluations(triples, options.z) };
  const execution = new Execution(state, batch);
  const segments: Segment[] = [];
  do segments.push(nextSegment(execution, binding, options));
  while (execution.done < execution.records.length);
  return segments;
}

/** Carries out the next records, and credits the fees after the last one. */
function nextSegment(execution: Execution, binding: Binding, { records, z, parentMessages }: SegmentOptions): Segment {
  const { done, feeSum, batch, feeAccount, context } = execution;
  const { triples, commitments, evaluations } = binding;
  const isFirst = done === 0;
  const at = HEADER_TRIPLES + done;
  const wordsBefore = isFirst ? NO_WORDS : triples[at - 1]!;
  const words = Array.from({ length: records }, (_, i) => triples[at + i] ?? NO_WORDS);
  const { state, messages } = execution.draft.settle();
  const sentBefore = execution.draft.messages.length;
  const start = isFirst ? outputOf(stateRoot(state), parentMessages) : progressOf(execution, binding);

  const steps = words.map((_, i) => stepWitness(execution, i === 0 ? wordsBefore : words[i - 1]!));
  const isLast = execution.done === execution.records.length;
  const settled = execution.draft.settle().state;
  const feePlace = placeOf(
    settled,
    feeAccount,
    isLast && context.hasFees ? fieldsOf(settled.tree.get(feeAccount)!) : ABSENT,
  );
  const statement = {
    in: start,
    out: isLast ? execution.finish().output : progressOf(execution, binding),
    z,
    c: isLast ? commitments.at(-1)! : 0n,
    y: isLast ? evaluations.at(-1)! : 0n,
  };
  const [kind = 0n, chainId = 0n, rollup = 0n, number = 0n, timestamp = 0n, length = 0n, ...rest] = batch.header;
  return {
    statement,
    inputs: {
      ...statement,
      isFirst: isFirst ? 1n : 0n,
      parentMessages: isFirst ? parentMessages : 0n,
      kind,
      chainId,
      rollup,
      length,
      headerRest: isFirst ? [number, timestamp, ...rest] : [0n, 0n, 0n, 0n],
      feeAccount: BigInt(feeAccount),
      unused: isFirst ? fromBigEndian(prefixBytes(batch.body).subarray(4)) : 0n,
      hasFees: context.hasFees ? 1n : 0n,
      done: BigInt(done),
      messages: BigInt(sentBefore),
      feeSum,
      cBefore: isFirst ? 0n : commitments[at]!,
      yBefore: isFirst ? 0n : evaluations[at]!,
      wordsBefore,
      subtrees: subtreesOf(state),
      accounts: BigInt(state.accounts),
      sequence: state.messages,
      messageSiblings: siblingsBefore(messages, sentBefore),
      words,
      senders: steps.map(({ sender }) => sender.fields),
      senderLeaves: steps.map(({ sender }) => sender.leaf),
      senderSiblings: steps.map(({ sender }) => sender.siblings),
      recipients: steps.map(({ recipient }) => recipient.fields),
      recipientLeaves: steps.map(({ recipient }) => recipient.leaf),
      recipientSiblings: steps.map(({ recipient }) => recipient.siblings),
      exitAddresses: steps.map(({ exitAddress }) => exitAddress),
      feeAccountFields: feePlace.fields,
      feeLeaf: feePlace.leaf,
      feeSiblings: feePlace.siblings,
    },
  };
}

/** The roots of the accounts tree's subtrees, from what is beside two paths below each node above them. */
function subtreesOf({ tree }: LedgerState): bigint[] {
  const size = 4 ** SUBTREE_DEPTH;
  const count = 4 ** (ACCOUNTS_DEPTH - SUBTREE_DEPTH);
  return Array.from({ length: count }, (_, i) => {
    // Seen from the first of its siblings, or from the second if it is the first itself, it is sibling i - 1, or 0.
    const beside = i % 4 === 0 ? i + 1 : i - (i % 4);
    return tree.siblings(beside * size)[SUBTREE_DEPTH]![i % 4 === 0 ? 0 : (i % 4) - 1]!;
  });
}

/** What is left of the path to the next message's place, on each level from the leaf up; zero from the path on. */
function siblingsBefore(messages: MessageTree, length: number): bigint[][] {
  return messages
    .siblings(length)
    .map((siblings, level) => siblings.map((hash, i) => (i < ((length >> (2 * level)) & 3) ? hash : 0n)));
}
