import { Executor } from "../agent/executor.ts";
import { Party, type Report } from "../agent/party.ts";
import { Performer } from "../agent/perform.ts";
import type { Guest } from "../machine/machine.ts";
import type { Court } from "../chain/court.ts";
import type { Sender } from "../chain/sender.ts";
import type { Means } from "../rollup/trace.ts";
import { toAddress } from "../types/address.ts";

/** Re-executes every batch from L1 alone and claims otherwise, with a bond, where a claim is wrong. */
export class Challenger {
  readonly #party: Party;
  readonly #executor: Executor;

  /** @param means of first executions; from an archive nothing is taken */
  constructor(court: Court, guest: Guest, sender: Sender, report: Report, means: Omit<Means, "archive"> = {}) {
    const player = { address: toAddress(sender.account.address), claims: "whenDisputed" } as const;
    const executor = new Executor(court, guest, new Map(), means);
    this.#executor = executor;
    this.#party = new Party(court, executor, new Performer(court, sender, executor), player, report);
  }

  /** One look at L1 and everything that follows from it. @returns the number of transactions sent */
  tick(): Promise<number> {
    return this.#party.tick();
  }

  /** Lets go of what can be made again. */
  shed(): void {
    this.#executor.shed(0);
  }
}
