import type { Executor, Place, Progress } from "../agent/executor.ts";
import type { Duty } from "../agent/party.ts";
import type { Court, Moment } from "../chain/court.ts";
import { ChainError } from "../chain/errors.ts";
import { revertName } from "../chain/failure.ts";
import type { Sender, Sent } from "../chain/sender.ts";
import { equalBytes } from "../crypto/bytes.ts";
import type { Batch, View } from "../rollup/view.ts";
import { toAddress, type Address } from "../types/address.ts";
import type { Hex } from "../types/hex.ts";
import { SequencerError } from "./error.ts";
import { Poster, type Next } from "./poster.ts";
import { nextOfQueue } from "./queue.ts";
import type { Spool } from "./spool.ts";
import { Stages, type BatchStage } from "./stages.ts";

/** Where batches come from, when, and who is told how far they have come. */
export type Intake = {
  /** Without one only the queue's batches are posted. */
  readonly spool: Spool | undefined;
  /** Seconds of L1 time between two batches of the folder, at least. */
  readonly interval: number;
  readonly report: PipelineReport;
};

/** What a pipeline tells those who look on. */
export type PipelineReport = {
  reached(batch: number, stage: BatchStage): void;
  /** @param items of the queue that the batch is made of; 0 for one of the folder */
  posted(batch: number, sent: Sent, items: number): void;
  /** The Inbox takes no more work for now. @param items of the queue that wait with it; 0 for a batch of the folder */
  waits(batch: number, items: number): void;
};

/** How a batch of the queue is refused where somebody else has posted one: nothing to tell of, the items are consumed. */
const OVERTAKEN: ReadonlySet<string | undefined> = new Set(["WrongPrevious", "WrongItems", "OtherItems"]);

/**
 * Posts what waits: the items of the bridge's queue, then the files of a folder in the order of their numbers, each once. L1
 * is its checkpoint: what comes next is what L1 does not have yet, and the transaction names the batch before it, so whatever
 * was killed, repeated or taken back, a body gets its place or none. One batch at a time is on its way: the next one goes
 * when L1 has the last as deep as this court is read.
 */
export class Pipeline implements Duty {
  readonly #poster: Poster;
  readonly #me: Address;
  readonly #executor: Executor;
  readonly #intake: Intake;
  readonly #maxBody: number;
  readonly #stages: Stages;
  /** The last batch up to which bodies were compared with files. */
  #compared: Batch | undefined;
  /** The body that was executed last, and behind which batch. */
  #rehearsed: { readonly previous: Hex; readonly body: Uint8Array; readonly failed: unknown } | undefined;
  /** The last batches that had to wait: of the folder, and of the queue. */
  #waiting = { folder: 0, queue: 0 };

  /** @param maxBody of the court, in bytes */
  constructor(court: Court, sender: Sender, executor: Executor, intake: Intake, maxBody: number) {
    this.#poster = new Poster(court, sender);
    this.#me = toAddress(sender.account.address);
    this.#executor = executor;
    [this.#intake, this.#maxBody] = [intake, maxBody];
    this.#stages = new Stages((batch, stage) => intake.report.reached(batch, stage));
  }

  /** @throws SequencerError BATCH_DIFFERS, BATCH_AMBIGUOUS, BATCHES_UNREADABLE */
  look({ view }: Moment): void {
    this.#compare(view);
    this.#stages.follow(view, this.#me);
  }

  /** @throws RollupError BODY_TOO_LONG, EXECUTION_FAILED; SequencerError; ChainError as `Sender.send` */
  async work(moment: Moment, { tip }: Progress): Promise<number> {
    if (tip === undefined) return 0;
    const next = { number: tip.batches + 1, previous: tip.parent.accumulator };
    // First, because no file can keep the queue's share of the Inbox from it, nor it the files'.
    return (await this.#workQueue(moment, next)) || (await this.#workFolder(moment, tip, next));
  }

  async #workQueue({ view, now }: Moment, next: Next): Promise<number> {
    const queued = nextOfQueue(view, this.#maxBody);
    if (queued === undefined) return 0;
    try {
      const sent = await this.#attempt("queue", next, queued.count, () => this.#poster.postQueue(next, queued, now));
      return sent === undefined ? 0 : 1;
    } catch (error) {
      const isReverted = error instanceof ChainError && error.code === "TRANSACTION_REVERTED";
      if (isReverted || OVERTAKEN.has(revertName(error))) return 0;
      throw error;
    }
  }

  async #workFolder({ view, now }: Moment, tip: Place, next: Next): Promise<number> {
    const { spool, interval } = this.#intake;
    const posted = view.batches.filter(isOfSequencer);
    if (now - (posted.at(-1)?.timestamp ?? 0) < interval) return 0;
    const file = posted.length + 1;
    const path = spool?.files(file, file).get(file);
    if (spool === undefined || path === undefined) return 0;
    const body = spool.read(path);
    this.#stages.reach(next.number, "selected");
    this.#rehearse(tip, body, now);
    this.#stages.reach(next.number, "executed");
    const sent = await this.#attempt("folder", next, 0, () => this.#poster.post(next, body, now));
    return sent === undefined ? 0 : 1;
  }

  /** What nobody can execute shall not be posted by us. Tried once for each body and place. */
  #rehearse(tip: Place, body: Uint8Array, now: number): void {
    const previous = tip.parent.accumulator;
    const last = this.#rehearsed;
    if (last?.previous !== previous || !equalBytes(last.body, body)) {
      let failed: unknown;
      try {
        this.#executor.rehearse(tip, body, now);
      } catch (error) {
        failed = error;
      }
      this.#rehearsed = { previous, body, failed };
    }
    if (this.#rehearsed?.failed !== undefined) throw this.#rehearsed.failed;
  }

  /** @returns undefined where the Inbox has no room yet */
  async #attempt(
    of: "folder" | "queue",
    { number }: Next,
    items: number,
    send: () => Promise<Sent>,
  ): Promise<Sent | undefined> {
    const { report } = this.#intake;
    try {
      const sent = await send();
      report.posted(number, sent, items);
      this.#stages.reach(number, "posted");
      return sent;
    } catch (error) {
      if (revertName(error) !== "TooMuchWork") throw error;
      if (this.#waiting[of] !== number) report.waits(number, items);
      this.#waiting[of] = number;
      return undefined;
    }
  }

  /** Each body of ours that L1 has, once, and again where L1 was reorganised, with its file if there is one. */
  #compare({ batches }: View): void {
    const { spool } = this.#intake;
    const last = this.#compared;
    const same = last === undefined || batches[last.number - 1]?.accumulator === last.accumulator;
    const first = same ? (last?.number ?? 0) : 0;
    const posted = batches.filter(isOfSequencer);
    const known = batches.slice(0, first).filter(isOfSequencer).length;
    for (const [file, path] of spool?.files(known + 1, posted.length) ?? []) {
      const batch = posted[file - 1];
      if (batch === undefined || spool === undefined || this.#executor.isInputOf(batch, spool.read(path))) continue;
      throw new SequencerError("BATCH_DIFFERS", {
        what: `Batch ${batch.number} is on L1 with another body than its file has`,
        where: path,
        fix: "Give the folder of this rollup, with the files as they were posted; L1 does not change",
      });
    }
    this.#compared = batches.at(-1);
  }
}

/** A file has the number of its batch among these: nobody can know beforehand when a batch of the queue comes between. */
function isOfSequencer({ queued }: Batch): boolean {
  return queued === undefined;
}
