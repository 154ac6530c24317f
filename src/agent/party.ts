import { formatEther } from "viem";
import type { Court, Moment } from "../chain/court.ts";
import { ChainError } from "../chain/errors.ts";
import { decide, type Action, type Player } from "../rollup/decide.ts";
import type { Execution } from "../rollup/execution.ts";
import { afford, risks } from "../rollup/reserve.ts";
import { AssizeError } from "../types/error.ts";
import type { Executor, Progress } from "./executor.ts";
import type { Performed, Performer } from "./perform.ts";

/** What a party tells those who look on. */
export type Report = {
  performed(performed: Performed, moment: Moment): void;
  /** Something did not work, and the party goes on with the rest. */
  setback(error: AssizeError): void;
};

/** What a party does beside standing by its claims; it comes after everything that may have a clock. */
export type Duty = {
  /** Before anything else is done at this moment. */
  look(moment: Moment): void;
  /** When nothing else is left to do. @returns the number of transactions sent */
  work(moment: Moment, progress: Progress): Promise<number>;
};

/** Errors of one action; the others are as urgent as before, or a rival could stop them all by spoiling one. */
const OF_ONE_ACTION: ReadonlySet<string> = new Set([
  "CALL_REVERTED",
  "TRANSACTION_REVERTED",
  "RPC_REFUSED",
  "FUNDS_INSUFFICIENT",
  "BATCH_MISMATCH",
  "BODY_TOO_LONG",
  "PROGRAM_MISMATCH",
  "MEMORY_MISMATCH",
  "EXECUTION_FAILED",
  "EXECUTION_DISAGREES",
]);

/** Errors after which the next look at L1 may well say what to do. */
export const PASSING: ReadonlySet<string> = new Set([
  "RPC_UNREACHABLE",
  "RPC_ANSWER_INVALID",
  "RPC_UNSTEADY",
  "LOGS_INCOMPLETE",
  "FEE_CAP_REACHED",
  "TRANSACTION_REPLACED",
  "TRANSACTION_TIMEOUT",
]);

/** Somebody with a key and an opinion: looks at L1, decides, acts. Keeps nothing that L1 does not have. */
export class Party {
  readonly court: Court;
  readonly #executor: Executor;
  readonly #performer: Performer;
  readonly #player: Player;
  readonly #report: Report;
  readonly #duty: Duty | undefined;
  /** Setbacks of the last look and of this one: what stays as it is is told once. */
  #told: ReadonlySet<string> = new Set();
  #telling = new Set<string>();

  constructor(court: Court, executor: Executor, performer: Performer, player: Player, report: Report, duty?: Duty) {
    this.court = court;
    this.#executor = executor;
    this.#performer = performer;
    this.#player = player;
    this.#report = report;
    this.#duty = duty;
  }

  /**
   * One look and everything that follows from it; one more after each batch that had to be executed, so that work never
   * keeps a clock waiting for longer than one batch takes.
   * @returns the number of transactions sent
   */
  async tick(): Promise<number> {
    let sent = 0;
    [this.#told, this.#telling] = [this.#telling, new Set()];
    await this.#tolerating(PASSING, async () => {
      for (let behind = true; behind;) {
        const moment = await this.court.sync();
        // A view that does not show yet what we did would have us do it, and bond it, again.
        if (!(await this.#performer.resumeAt(moment.block))) return;
        this.#duty?.look(moment);
        const progress = await this.#executor.advance(moment.view);
        if (progress.stopped !== undefined) this.#setBack(progress.stopped);
        sent += await this.#act(moment, progress.path);
        behind = progress.behind;
        if (sent === 0 && !behind) sent += await this.#work(moment, progress);
      }
    });
    return sent;
  }

  async #act(moment: Moment, path: readonly Execution[]): Promise<number> {
    const { view, now } = moment;
    const beliefs = path.map(({ belief }) => belief);
    let sent = 0;
    for (const action of await this.#affordable(
      moment,
      decide(view, beliefs, this.#player, this.court.facts.timing, now),
    )) {
      await this.#tolerating(OF_ONE_ACTION, async () => {
        const performed = await this.#performer.perform(action, view, path);
        if (performed === undefined) return;
        sent += 1;
        this.#report.performed(performed, moment);
      });
    }
    return sent;
  }

  /** Without what would put more at stake than the account can defend. */
  async #affordable({ view, block }: Moment, actions: readonly Action[]): Promise<readonly Action[]> {
    if (!actions.some(risks)) return actions;
    const purse = await this.#performer.purseAt(block);
    const { affordable, short } = afford(actions, view, this.#player.address, this.court.facts, purse);
    for (const { action, missing } of short) this.#setBack(unfunded(action, missing));
    return affordable;
  }

  async #work(moment: Moment, progress: Progress): Promise<number> {
    let sent = 0;
    await this.#tolerating(OF_ONE_ACTION, async () => {
      sent = (await this.#duty?.work(moment, progress)) ?? 0;
    });
    return sent;
  }

  async #tolerating(codes: ReadonlySet<string>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AssizeError) || !codes.has(error.code)) throw error;
      this.#setBack(error);
    }
  }

  #setBack(error: AssizeError): void {
    if (!this.#told.has(error.message) && !this.#telling.has(error.message)) this.#report.setback(error);
    this.#telling.add(error.message);
  }
}

/** Rounded up, so that what stays as it is is told in the same words. */
function unfunded({ kind }: Action, missing: bigint): ChainError {
  const ether = Math.ceil(Number(formatEther(missing)) * 100) / 100;
  const what = `Nothing is put at stake by a ${kind} that could not be defended: ${ether} ether are missing for bonds and gas`;
  return new ChainError("FUNDS_INSUFFICIENT", { what, fix: "Fund the account; what is open already goes on" });
}

/** Repeats `tick` until `signal` is given; looks again at once after having acted, else after `pollSeconds`. */
export async function repeat(tick: () => Promise<number>, pollSeconds: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const sent = await tick();
    if (sent === 0) await pause(pollSeconds * 1_000, signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
