import { getContract } from "viem";
import { bodyOf } from "../agent/body.ts";
import { inboxAbi } from "../chain/abi.ts";
import type { Court } from "../chain/court.ts";
import { unanswered } from "../chain/client.ts";
import { toLittleEndian } from "../crypto/field.ts";
import type { Batch as LedgerBatch } from "../ledger/body.ts";
import { execute } from "../ledger/execution.ts";
import type { Message } from "../ledger/message.ts";
import { type LedgerState, type MessageTree, NO_MESSAGES } from "../ledger/state.ts";
import { RollupError } from "../rollup/error.ts";
import { composeInput, HEADER_BYTES, headerNumbers, inputRootOf } from "../rollup/input.ts";
import type { Batch, Result, View } from "../rollup/view.ts";
import { BEGINNING, type Entry, LedgerStore, type Pending, type Point } from "../store/ledgerStore.ts";
import { MemoryRows } from "../store/memoryRows.ts";
import { toBytes, toHex, type Hex } from "../types/hex.ts";
import { ProverError } from "./error.ts";

/** One batch, executed on what the batches before it have left. */
export type Place = {
  readonly batch: Batch;
  /** The same as the ledger has it. */
  readonly ledger: LedgerBatch;
  readonly before: LedgerState;
  /** The messages root in the anchor. */
  readonly parentMessages: bigint;
  /** Outputs before and after, as the guest's leaves. */
  readonly anchor: Hex;
  readonly output: Hex;
  /** What the batch sends to L1. */
  readonly messages: MessageTree;
};

/** A batch and the ledger that it leaves. */
export type Replayed = { readonly place: Place; readonly state: LedgerState };

type Step = { readonly place: Place; readonly after: Point };

/** The ledger's states by executing every batch, from L1 data alone; what was executed is stored, and not executed again. */
export class Lineage {
  readonly #court: Court;
  readonly #store: LedgerStore;
  /** Bytes of the input section. */
  readonly #inputSize: number;
  /** Up to the last final batch; of what lies before nothing is kept. */
  #base = BEGINNING;
  /** The batches after the base, and where each leads. */
  #steps: Step[] = [];
  #isResumed = false;

  private constructor(court: Court, store: LedgerStore, inputSize: number) {
    [this.#court, this.#store, this.#inputSize] = [court, store, inputSize];
  }

  /** @throws ProverError NO_LANE, NOT_A_LEDGER; ChainError RPC_UNREACHABLE */
  static async open(court: Court, store: LedgerStore): Promise<Lineage> {
    if (court.facts.lane === undefined) {
      const fix = "Deploy a court with a validity lane, or leave this one to challengers";
      throw new ProverError("NO_LANE", { what: "The court takes no proofs", where: court.facts.rollup, fix });
    }
    return Lineage.#of(court, store);
  }

  /**
   * Every batch from the first on, what is final included, and the ledger after each: for whoever asks once.
   * @throws ProverError NOT_A_LEDGER; RollupError BATCH_MISMATCH, FALSE_RESULT_FINAL; ChainError RPC_UNREACHABLE
   */
  static async replay(court: Court, view: View): Promise<readonly Replayed[]> {
    const { facts, l1 } = court;
    const store = LedgerStore.open(new MemoryRows(), { chainId: l1.chain.id, rollup: facts.rollup });
    const lineage = await Lineage.#of(court, store);
    const replayed: Replayed[] = [];
    let at = BEGINNING;
    for (const batch of view.batches) {
      const { place, after } = await lineage.#execute(at, batch);
      replayed.push({ place, state: after.state });
      at = after;
    }
    const head = view.results.get(view.head) as Result;
    const place = replayed[head.batch - 1]?.place;
    if (head.batch > 0 && place?.output !== head.opening.output) throw falseResult(head, place);
    return replayed;
  }

  static async #of(court: Court, store: LedgerStore): Promise<Lineage> {
    const { facts, l1 } = court;
    if (facts.genesis.output !== BEGINNING.output) {
      const what = `The court begins with the output ${facts.genesis.output}, an empty ledger has ${BEGINNING.output}`;
      throw new ProverError("NOT_A_LEDGER", {
        what,
        where: facts.rollup,
        fix: "Prove for a court that runs the ledger",
      });
    }
    const inbox = getContract({ address: facts.inbox, abi: inboxAbi, client: l1.client });
    try {
      return new Lineage(court, store, Number(await inbox.read.maxBody()) + HEADER_BYTES);
    } catch (error) {
      throw unanswered(error, l1.url);
    }
  }

  /**
   * The batches after the last final one, each executed; those that were executed before are not executed again, by
   * whatever process it was.
   * @throws RollupError BATCH_MISMATCH, FALSE_RESULT_FINAL; ChainError RPC_UNREACHABLE; StoreError STORE_DAMAGED, STORE_UNAVAILABLE
   */
  async advance(view: View): Promise<readonly Place[]> {
    const head = view.results.get(view.head) as Result;
    if (!this.#isResumed) this.#resume(view);
    const { batches, accumulator } = this.#base;
    // A batch that was final and is not any more: L1 itself was reorganised.
    if (head.batch < batches || (batches > 0 && view.batches[batches - 1]?.accumulator !== accumulator)) this.#forget();
    const replaced = this.#steps.findIndex(
      ({ after }) => view.batches[after.batches - 1]?.accumulator !== after.accumulator,
    );
    if (replaced >= 0) this.#steps.length = replaced;
    for (const batch of view.batches.slice(this.#base.batches + this.#steps.length)) {
      const before = this.#steps.at(-1)?.after ?? this.#base;
      const step = await this.#execute(before, batch);
      this.#store.append(entryOf(before, step));
      this.#steps.push(step);
    }
    this.#settle(view, head);
    this.#keep();
    return this.#steps.map(({ place }) => place);
  }

  /** The proofs that are still to be made, as they were stored with the batches. */
  pending(): readonly Pending[] {
    return this.#store.pending();
  }

  /** Goes on from what is stored, as far as L1 still has it. */
  #resume(view: View): void {
    const { base, entries } = this.#store.load();
    [this.#base, this.#steps] = [base, []];
    for (const { before, after, header, body, sent } of entries) {
      const batch = view.batches[before.batches];
      if (batch?.accumulator !== after.accumulator) break;
      const messages = NO_MESSAGES.with(new Map(sent.entries()));
      this.#steps.push(stepOf(batch, { header, body: toBytes(body) }, before, after, messages));
    }
    this.#isResumed = true;
  }

  /** Stores again what another process, which saw another L1, has taken out of the store. */
  #keep(): void {
    const last = this.#steps.at(-1);
    if (last === undefined || this.#store.has(last.after)) return;
    let before = this.#base;
    for (const step of this.#steps) {
      this.#store.append(entryOf(before, step));
      before = step.after;
    }
  }

  #forget(): void {
    this.#store.reset();
    [this.#base, this.#steps] = [BEGINNING, []];
  }

  async #execute(before: Point, batch: Batch): Promise<Step> {
    const ledger = await this.#ledgerBatch(batch);
    const { state, messages, output: number } = execute(before.state, ledger);
    const { number: batches, accumulator } = batch;
    const output = toHex(toLittleEndian(number));
    const after = { batches, accumulator, state, messagesRoot: messages.root, output };
    return stepOf(batch, ledger, before, after, messages);
  }

  /** What the batch is made of, compared with what the Inbox has recorded. */
  async #ledgerBatch(batch: Batch): Promise<LedgerBatch> {
    const { number, timestamp, queued, inputRoot, transaction } = batch;
    const body = await bodyOf(this.#court, batch);
    const { l1, facts } = this.#court;
    const header = { chainId: l1.chain.id, rollup: facts.rollup, batch: number, timestamp, ...(queued && { queued }) };
    if (inputRootOf(composeInput(header, body, this.#inputSize), this.#inputSize) !== inputRoot) {
      throw new RollupError("BATCH_MISMATCH", {
        what: `The calldata of batch ${number} does not have the root that the Inbox recorded`,
        where: `transaction ${transaction}`,
        fix: "Compare with another node: this one answers wrongly",
      });
    }
    return { header: headerNumbers(header, body.length), body };
  }

  /** Goes on from the last final batch, after comparing every final result with ours. */
  #settle(view: View, head: Result): void {
    for (let at: Result | undefined = head; at !== undefined && at.batch > this.#base.batches;) {
      const place = this.#steps[at.batch - this.#base.batches - 1]?.place;
      if (place?.output !== at.opening.output) throw falseResult(at, place);
      at = view.results.get(at.opening.parent);
    }
    const settled = this.#steps.splice(0, head.batch - this.#base.batches);
    this.#base = settled.at(-1)?.after ?? this.#base;
    this.#store.settle(this.#base.batches);
  }
}

function entryOf(before: Point, { place: { ledger, messages }, after }: Step): Entry {
  const count = Number(after.state.messages - before.state.messages);
  const sent = Array.from({ length: count }, (_, i) => messages.get(i) as Message);
  return { before, after, header: ledger.header, body: toHex(ledger.body), sent };
}

function stepOf(batch: Batch, ledger: LedgerBatch, before: Point, after: Point, messages: MessageTree): Step {
  const { state, messagesRoot: parentMessages, output: anchor } = before;
  return { place: { batch, ledger, before: state, parentMessages, anchor, output: after.output, messages }, after };
}

/** Either everyone honest was absent, or our ledger is wrong: both need a person, and no proof of ours. */
function falseResult({ batch, opening }: Result, place: Place | undefined): RollupError {
  return new RollupError("FALSE_RESULT_FINAL", {
    what: `Batch ${batch} is final with the output ${opening.output}; executing it gives ${place?.output ?? "nothing"}`,
    fix: "Stop and compare: `npx assize status --json` and another prover; nothing is proven before that",
  });
}
