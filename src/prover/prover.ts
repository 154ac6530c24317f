import { OF_ONE_ACTION, PASSING, Setbacks } from "../agent/setbacks.ts";
import { Calls } from "../chain/calls.ts";
import type { Court, Moment } from "../chain/court.ts";
import { revertName } from "../chain/failure.ts";
import type { Call, Sender, Sent } from "../chain/sender.ts";
import type { View } from "../rollup/view.ts";
import type { LedgerStore } from "../store/ledgerStore.ts";
import type { AssizeError } from "../types/error.ts";
import { toHex } from "../types/hex.ts";
import type { Circuit } from "./circuit.ts";
import { decide, disagreement, openTasks, wanted, type Action } from "./decide.ts";
import { ProverError } from "./error.ts";
import { Lineage, type Place } from "./lineage.ts";
import { jobName, provingOf, type Proving, type Task } from "./proving.ts";
import type { Workshop } from "./workshop.ts";

/** Batches whose segments are offered to those who share the work, the most urgent ones. */
const AHEAD = 4;

export type ProverReport = {
  performed(action: Action, sent: Sent): void;
  /** Something did not work, or is otherwise than we have computed, and the prover goes on with the rest. */
  setback(error: AssizeError): void;
};

/** What a prover proves with: a circuit, and the number of the lane's verifier for it. */
export type Bench = { readonly circuit: Circuit; readonly verifier: number };

/**
 * Proves every batch that is not proven yet, and makes final what is. Proofs are kept in the folder of the jobs, what was
 * executed in the store; all else it has from L1, so it may be killed at any time, and may work beside others.
 */
export class Prover {
  readonly #court: Court;
  readonly #lineage: Lineage;
  readonly #bench: Bench;
  readonly #workshop: Workshop;
  readonly #sender: Sender;
  readonly #calls: Calls;
  readonly #report: ProverReport;
  readonly #setbacks: Setbacks;
  /** What was worked out for the batches that are wanted. */
  #provings = new Map<Place, Proving>();

  private constructor(
    court: Court,
    lineage: Lineage,
    bench: Bench,
    workshop: Workshop,
    sender: Sender,
    report: ProverReport,
  ) {
    [this.#court, this.#lineage, this.#bench, this.#workshop] = [court, lineage, bench, workshop];
    [this.#sender, this.#report, this.#calls] = [sender, report, new Calls(court.facts)];
    this.#setbacks = new Setbacks((error) => report.setback(error));
  }

  /** @throws ProverError NO_LANE, NOT_A_LEDGER; ChainError RPC_UNREACHABLE */
  static async open(
    court: Court,
    store: LedgerStore,
    bench: Bench,
    workshop: Workshop,
    sender: Sender,
    report: ProverReport,
  ): Promise<Prover> {
    return new Prover(court, await Lineage.open(court, store), bench, workshop, sender, report);
  }

  /**
   * One look at L1 and everything that follows from it. A proof is made meanwhile and sent at a later look.
   * @returns the number of transactions sent
   * @throws RollupError FALSE_RESULT_FINAL
   */
  async tick(): Promise<number> {
    let sent = 0;
    this.#setbacks.begin();
    await this.#setbacks.tolerating(new Set([...PASSING, "BATCH_MISMATCH"]), async () => {
      const moment = await this.#court.sync();
      // A view that does not show yet what we did would have us do it again.
      if (!(await this.#sender.resumeAt(moment.block))) return;
      const places = await this.#lineage.advance(moment.view);
      const provings = this.#provingsOf(moment.view, places);
      const tasks = provings.flatMap((proving) => openTasks(moment.view, proving));
      await this.#workshop.look(tasks);
      sent = await this.#act(moment, places, provings);
      this.#workshop.begin(this.#pending(tasks));
    });
    return sent;
  }

  /** Resolves when the proof at hand is made. */
  rest(): Promise<void> {
    return this.#workshop.rest();
  }

  /** Those of the batches whose proofs the store has waiting, in the order in which they matter. */
  #pending(tasks: readonly Task[]): Task[] {
    const names = this.#lineage.pending().map(({ batch, accumulator }) => jobName(batch, accumulator));
    return tasks.filter(({ id }) => names.some((name) => id.startsWith(name)));
  }

  #provingsOf(view: View, places: readonly Place[]): Proving[] {
    const known = this.#provings;
    this.#provings = new Map(
      wanted(view, places)
        .slice(0, AHEAD)
        .map((place) => [place, known.get(place) ?? provingOf(place, this.#bench.circuit.records)]),
    );
    const provings = [...this.#provings.values()];
    for (const error of provings.map((proving) => disagreement(view, proving))) {
      if (error !== undefined) this.#setbacks.add(error);
    }
    if (view.revokedAt !== undefined && places.length > 0) this.#setbacks.add(revoked(this.#court));
    return provings;
  }

  async #act({ view, now }: Moment, places: readonly Place[], provings: readonly Proving[]): Promise<number> {
    const { timing } = this.#court.facts;
    let sent = 0;
    for (const action of decide(view, places, provings, (id) => this.#workshop.proofOf(id), timing, now)) {
      await this.#setbacks.tolerating(OF_ONE_ACTION, async () => {
        const done = await this.#send(await this.#callOf(action));
        if (done === undefined) return;
        sent += 1;
        this.#report.performed(action, done);
      });
    }
    return sent;
  }

  /** @returns undefined where another prover was faster */
  async #send(call: Call): Promise<Sent | undefined> {
    try {
      return await this.#sender.send(call);
    } catch (error) {
      if (revertName(error) === "AlreadyProven") return undefined;
      throw error;
    }
  }

  async #callOf(action: Action): Promise<Call> {
    switch (action.kind) {
      case "commit": {
        const { place, commitment } = action.proving;
        return this.#calls.commit(place.batch, toHex(place.ledger.body), commitment);
      }
      case "prove": {
        const { place, commitment, tasks } = action.proving;
        const { statement } = tasks[action.segment]!.segment;
        return this.#calls.proveResult(place.anchor, place.batch, {
          verifier: this.#bench.verifier,
          last: action.segment === tasks.length - 1,
          commitment,
          from: statement.in,
          to: statement.out,
          proof: await this.#bench.circuit.calldata(action.proof),
        });
      }
      case "settle":
        return this.#calls.settle(action.parent.opening, action.batch);
      case "freeze":
        return this.#calls.freeze(action.parent.opening, action.batch, action.finalOutput);
    }
  }
}

function revoked({ facts }: Court): ProverError {
  return new ProverError("LANE_REVOKED", {
    what: "The court takes no proofs any more: its validity lane was revoked for good",
    where: facts.lane ?? facts.rollup,
    fix: "Batches become final by the windows; see that somebody claims and challenges",
  });
}
