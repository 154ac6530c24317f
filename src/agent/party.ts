import { formatEther } from "viem";
import type { Court, Moment } from "../chain/court.ts";
import { ChainError } from "../chain/errors.ts";
import { decide, type Action, type Player } from "../rollup/decide.ts";
import type { Execution } from "../rollup/execution.ts";
import { afford, risks } from "../rollup/reserve.ts";
import type { AssizeError } from "../types/error.ts";
import type { Executor, Progress } from "./executor.ts";
import type { Performed, Performer } from "./perform.ts";
import { OF_ONE_ACTION, PASSING, Setbacks } from "./setbacks.ts";

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

/** Somebody with a key and an opinion: looks at L1, decides, acts. Keeps nothing that L1 does not have. */
export class Party {
  readonly court: Court;
  readonly #executor: Executor;
  readonly #performer: Performer;
  readonly #player: Player;
  readonly #report: Report;
  readonly #setbacks: Setbacks;
  readonly #duty: Duty | undefined;

  constructor(court: Court, executor: Executor, performer: Performer, player: Player, report: Report, duty?: Duty) {
    this.court = court;
    this.#executor = executor;
    this.#performer = performer;
    this.#player = player;
    this.#report = report;
    this.#setbacks = new Setbacks((error) => report.setback(error));
    this.#duty = duty;
  }

  /**
   * One look and everything that follows from it; one more after each batch that had to be executed, so that work never
   * keeps a clock waiting for longer than one batch takes.
   * @returns the number of transactions sent
   */
  async tick(): Promise<number> {
    let sent = 0;
    this.#setbacks.begin();
    await this.#setbacks.tolerating(PASSING, async () => {
      for (let behind = true; behind;) {
        const moment = await this.court.sync();
        // A view that does not show yet what we did would have us do it, and bond it, again.
        if (!(await this.#performer.resumeAt(moment.block))) return;
        this.#duty?.look(moment);
        const progress = await this.#executor.advance(moment.view);
        if (progress.stopped !== undefined) this.#setbacks.add(progress.stopped);
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
      await this.#setbacks.tolerating(OF_ONE_ACTION, async () => {
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
    for (const { action, missing } of short) this.#setbacks.add(unfunded(action, missing));
    return affordable;
  }

  async #work(moment: Moment, progress: Progress): Promise<number> {
    let sent = 0;
    await this.#setbacks.tolerating(OF_ONE_ACTION, async () => {
      sent = (await this.#duty?.work(moment, progress)) ?? 0;
    });
    return sent;
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
