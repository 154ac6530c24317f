import type { Executor, Place, Progress } from "../agent/executor.ts";
import type { Duty } from "../agent/party.ts";
import { Calls } from "../chain/calls.ts";
import type { Court, Moment } from "../chain/court.ts";
import { revertName } from "../chain/failure.ts";
import type { Sender, Sent } from "../chain/sender.ts";
import { equalBytes } from "../crypto/bytes.ts";
import type { Batch, View } from "../rollup/view.ts";
import { toAddress } from "../types/address.ts";
import { toHex, type Hex } from "../types/hex.ts";
import { SequencerError } from "./error.ts";
import type { Spool } from "./spool.ts";
import { Stages, type BatchStage } from "./stages.ts";

/** What a pipeline tells those who look on. */
export type PipelineReport = {
  reached(batch: number, stage: BatchStage): void;
  posted(batch: number, sent: Sent): void;
  /** The Inbox takes no more work for now. */
  waits(batch: number): void;
};

/**
 * Posts the batches of a folder in the order of their numbers, each once. L1 is its checkpoint: what comes next is the
 * file after the last batch that L1 has, and the transaction names that batch, so whatever was killed, repeated or taken
 * back, a body gets the place that its name says or none. One batch at a time is on its way: the next one goes when L1
 * has the last as deep as this court is read.
 */
export class Pipeline implements Duty {
  readonly #court: Court;
  readonly #sender: Sender;
  readonly #executor: Executor;
  readonly #spool: Spool;
  readonly #report: PipelineReport;
  readonly #stages: Stages;
  /** The last batch whose body was compared with its file. */
  #compared: Batch | undefined;
  /** The body that was executed last, and behind which batch. */
  #rehearsed: { readonly previous: Hex; readonly body: Uint8Array; readonly failed: unknown } | undefined;
  /** The last batch that had to wait. */
  #waiting = 0;

  constructor(court: Court, sender: Sender, executor: Executor, spool: Spool, report: PipelineReport) {
    this.#court = court;
    this.#sender = sender;
    this.#executor = executor;
    this.#spool = spool;
    this.#report = report;
    this.#stages = new Stages((batch, stage) => report.reached(batch, stage));
  }

  /** @throws SequencerError BATCH_DIFFERS, BATCH_AMBIGUOUS, BATCHES_UNREADABLE */
  look({ view }: Moment): void {
    this.#compare(view);
    this.#stages.follow(view, toAddress(this.#sender.account.address));
  }

  /** @throws RollupError BODY_TOO_LONG, EXECUTION_FAILED; SequencerError; ChainError as `Sender.send` */
  async work(moment: Moment, { tip }: Progress): Promise<number> {
    if (tip === undefined) return 0;
    const number = tip.batches + 1;
    const path = this.#spool.files(number, number).get(number);
    if (path === undefined) return 0;
    const body = this.#spool.read(path);
    this.#stages.reach(number, "selected");
    this.#rehearse(tip, body, moment.now);
    this.#stages.reach(number, "executed");
    const sent = await this.#post(number, tip.parent.accumulator, body);
    if (sent === undefined) return 0;
    this.#report.posted(number, sent);
    this.#stages.reach(number, "posted");
    return 1;
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
  async #post(number: number, previous: Hex, body: Uint8Array): Promise<Sent | undefined> {
    try {
      return await this.#sender.send(new Calls(this.#court.facts).post(previous, toHex(body)));
    } catch (error) {
      if (revertName(error) !== "TooMuchWork") throw error;
      if (this.#waiting !== number) this.#report.waits(number);
      this.#waiting = number;
      return undefined;
    }
  }

  /** Each body that L1 has, once, and again where L1 was reorganised, with the file of its number if there is one. */
  #compare({ batches }: View): void {
    const last = this.#compared;
    const same = last === undefined || batches[last.number - 1]?.accumulator === last.accumulator;
    const first = same ? (last?.number ?? 0) : 0;
    for (const [number, path] of this.#spool.files(first + 1, batches.length)) {
      const batch = batches[number - 1];
      if (batch === undefined || this.#executor.isInputOf(batch, this.#spool.read(path))) continue;
      throw new SequencerError("BATCH_DIFFERS", {
        what: `Batch ${number} is on L1 with another body than its file has`,
        where: path,
        fix: "Give the folder of this rollup, with the files as they were posted; L1 does not change",
      });
    }
    this.#compared = batches.at(-1);
  }
}
