import { toHex as bytesToHex } from "../types/hex.ts";
import { Party, type Report } from "../agent/party.ts";
import { Calls } from "../chain/calls.ts";
import type { Guest } from "../machine/machine.ts";
import type { Court } from "../chain/court.ts";
import type { Sender, Sent } from "../chain/sender.ts";
import { Executor } from "../agent/executor.ts";
import { Performer } from "../agent/perform.ts";
import type { Fault } from "../rollup/fault.ts";
import { HEADER_BYTES } from "../rollup/input.ts";
import { inputSize } from "../rollup/load.ts";
import type { Means } from "../rollup/trace.ts";
import { toAddress } from "../types/address.ts";
import { Pipeline, type Intake } from "./pipeline.ts";

/** Orders transactions into batches, claims what they lead to, and defends its claims. */
export class Sequencer {
  readonly #party: Party;
  readonly #executor: Executor;
  readonly #sender: Sender;

  /**
   * @param faults batches to lie about, for drills
   * @param intake where batches come from; without it only those are posted that `post` is given
   * @param means of first executions; from an archive nothing is taken
   */
  constructor(
    court: Court,
    guest: Guest,
    sender: Sender,
    report: Report,
    faults: ReadonlyMap<number, Fault> = new Map(),
    intake?: Intake,
    means: Omit<Means, "archive"> = {},
  ) {
    const executor = new Executor(court, guest, faults, means);
    this.#executor = executor;
    const player = { address: toAddress(sender.account.address), claims: "always" } as const;
    const duty = intake && new Pipeline(court, sender, executor, intake, inputSize(guest) - HEADER_BYTES);
    this.#party = new Party(court, executor, new Performer(court, sender, executor), player, report, duty);
    this.#sender = sender;
  }

  /** Posts a batch behind the last one. @throws ChainError as `Sender.send` */
  async post(body: Uint8Array): Promise<Sent> {
    const { court } = this.#party;
    await this.#sender.resumeAt("latest");
    const previous = await court.lastAccumulator();
    return this.#sender.send(new Calls(court.facts).post(previous, bytesToHex(body)));
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
