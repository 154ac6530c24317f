import { type Batch, decodeBody, feeAccountOf } from "./body.ts";
import { KIND_QUEUE } from "./constants.ts";
import { Draft } from "./draft.ts";
import type { LedgerRecord } from "./record.ts";
import { type LedgerState, type MessageTree, outputOf, stateRoot } from "./state.ts";
import { applyRecord, type Context, type Outcome } from "./transition.ts";

/** What a batch leads to. */
export type Result = {
  readonly state: LedgerState;
  readonly messages: MessageTree;
  readonly output: bigint;
};

/** A batch on its way, record by record: what a sequencer, a prover's segments and a test need of the middle of one. */
export class Execution {
  readonly batch: Batch;
  readonly records: readonly LedgerRecord[];
  readonly feeAccount: number;
  readonly context: Context;
  readonly draft: Draft;
  /** What the records so far did. */
  readonly outcomes: Outcome[] = [];
  #feeSum = 0n;

  constructor(state: LedgerState, batch: Batch) {
    const [kind = 0n, chainId = 0n, rollup = 0n] = batch.header;
    this.batch = batch;
    this.records = decodeBody(batch.body);
    this.feeAccount = feeAccountOf(batch.body);
    this.context = { chainId, rollup, isQueue: kind === KIND_QUEUE, hasFees: this.feeAccount < state.accounts };
    this.draft = new Draft(state);
  }

  /** Records carried out. */
  get done(): number {
    return this.outcomes.length;
  }

  /** Fees of the applied transactions so far, in wei. */
  get feeSum(): bigint {
    return this.#feeSum;
  }

  /** Carries out the next record; undefined after the last one. */
  step(): Outcome | undefined {
    const record = this.records[this.done];
    if (record === undefined) return undefined;
    const outcome = applyRecord(this.draft, this.context, record, this.records[this.done - 1]);
    if ("fee" in outcome) this.#feeSum += outcome.fee;
    this.outcomes.push(outcome);
    return outcome;
  }

  /** Carries out what is left, then credits the fees. Once. */
  finish(): Result {
    while (this.step() !== undefined);
    const { feeAccount, feeSum, draft } = this;
    if (feeSum > 0n && draft.hasRoom(feeAccount, feeSum)) draft.credit(feeAccount, feeSum);
    this.#feeSum = 0n;
    const { state, messages } = draft.settle();
    return { state, messages, output: outputOf(stateRoot(state), messages.root) };
  }
}

/** The state transition: any batch, on any state. */
export function execute(state: LedgerState, batch: Batch): Result & { readonly outcomes: readonly Outcome[] } {
  const execution = new Execution(state, batch);
  return { ...execution.finish(), outcomes: execution.outcomes };
}
