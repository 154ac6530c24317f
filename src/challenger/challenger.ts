import { Executor } from "../agent/executor.ts";
import { Party, type Report } from "../agent/party.ts";
import { Performer } from "../agent/perform.ts";
import type { Guest } from "../machine/machine.ts";
import type { Court } from "../chain/court.ts";
import type { Sender } from "../chain/sender.ts";
import { toAddress } from "../types/address.ts";

/** Re-executes every batch from L1 alone and claims otherwise, with a bond, where a claim is wrong. */
export class Challenger {
  readonly #party: Party;

  constructor(court: Court, guest: Guest, sender: Sender, report: Report) {
    const player = { address: toAddress(sender.account.address), claims: "whenDisputed" } as const;
    const executor = new Executor(court, guest);
    this.#party = new Party(court, executor, new Performer(court, sender, executor), player, report);
  }

  /** One look at L1 and everything that follows from it. @returns the number of transactions sent */
  tick(): Promise<number> {
    return this.#party.tick();
  }
}
