import type { Court, Moment } from "../chain/court.ts";
import { decide, type Player } from "../rollup/decide.ts";
import type { Execution } from "../rollup/execution.ts";
import { AssizeError } from "../types/error.ts";
import type { Executor } from "./executor.ts";
import type { Performed, Performer } from "./perform.ts";

/** What a party tells those who look on. */
export type Report = {
  performed(performed: Performed, moment: Moment): void;
  /** Something did not work and will be tried again. */
  setback(error: AssizeError): void;
};

/** Errors of one action; the others are as urgent as before, or a rival could stop them all by spoiling one. */
const OF_ONE_ACTION: ReadonlySet<string> = new Set(["CALL_REVERTED", "TRANSACTION_REVERTED", "FUNDS_INSUFFICIENT"]);

/** Errors after which the next look at L1 may well say what to do. */
const PASSING: ReadonlySet<string> = new Set(["TRANSACTION_TIMEOUT", "RPC_UNREACHABLE", "LOGS_INCOMPLETE"]);

/** Somebody with a key and an opinion: looks at L1, decides, acts. Keeps nothing that L1 does not have. */
export class Party {
  readonly court: Court;
  readonly #executor: Executor;
  readonly #performer: Performer;
  readonly #player: Player;
  readonly #report: Report;

  constructor(court: Court, executor: Executor, performer: Performer, player: Player, report: Report) {
    this.court = court;
    this.#executor = executor;
    this.#performer = performer;
    this.#player = player;
    this.#report = report;
  }

  /**
   * One look and everything that follows from it; one more after each batch that had to be executed, so that work never
   * keeps a clock waiting for longer than one batch takes.
   * @returns the number of transactions sent
   */
  async tick(): Promise<number> {
    let sent = 0;
    await this.#tolerating(PASSING, async () => {
      for (let behind = true; behind;) {
        const moment = await this.court.sync();
        // A view that does not show yet what we did would have us do it, and bond it, again.
        if (!(await this.#performer.isSettledAt(moment.block))) return;
        const known = await this.#executor.advance(moment.view);
        sent += await this.#act(moment, known.path);
        behind = known.behind;
      }
    });
    return sent;
  }

  async #act(moment: Moment, path: readonly Execution[]): Promise<number> {
    const { view, now } = moment;
    const beliefs = path.map(({ belief }) => belief);
    let sent = 0;
    for (const action of decide(view, beliefs, this.#player, this.court.facts.timing, now)) {
      await this.#tolerating(OF_ONE_ACTION, async () => {
        const performed = await this.#performer.perform(action, view, path);
        if (performed === undefined) return;
        sent += 1;
        this.#report.performed(performed, moment);
      });
    }
    return sent;
  }

  async #tolerating(codes: ReadonlySet<string>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AssizeError) || !codes.has(error.code)) throw error;
      this.#report.setback(error);
    }
  }
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
