import { apply, type CourtEvent, type Folding, genesisView, type Rules } from "../../src/rollup/fold.ts";
import type { Batch, Timing } from "../../src/rollup/view.ts";
import type { Hex } from "../../src/types/hex.ts";
import { type GameCall, Referee, type RefereeTerms } from "./referee.ts";
import { Refusal } from "./refereeBonds.ts";

/** What became of a call: the events that it led to, or why it was refused. */
export type Outcome =
  | { readonly call: GameCall; readonly events: readonly CourtEvent[]; readonly gas?: number }
  | { readonly call: GameCall; readonly refused: string };

/** Somebody who looks on: sees each event before and after the view holds it. */
export type Observer = { before(event: CourtEvent): void; after(event: CourtEvent): void };

/** A court that a game is played in. */
export interface Host {
  observe: Observer | undefined;
  readonly rules: Rules;
  readonly timing: Timing;
  /** Wei. */
  readonly bond: bigint;
  /** Folded from the events, as an agent has it. */
  readonly view: Folding;
  readonly genesis: RefereeTerms["genesis"];
  /** L1's time, seconds. */
  readonly now: number;
  /** What the court holds and will never pay, wei: counted by the rules, and what there is. */
  readonly burnt: bigint;
  readonly balance: bigint;
  /** L1 goes on to `at`, with these calls in this order in one block. */
  block(at: number, calls: readonly GameCall[]): Promise<Outcome[]>;
}

/** The court without a chain: the referee's rules, and the agent's own fold of what they say. */
export class RefereeHost implements Host {
  observe: Observer | undefined;
  readonly rules: Rules;
  readonly timing: Timing;
  readonly bond: bigint;
  readonly view: Folding;
  readonly genesis: RefereeTerms["genesis"];
  readonly referee: Referee;
  now: number;

  constructor(terms: RefereeTerms, batches: readonly Batch[], now: number) {
    ({ rules: this.rules, timing: this.timing, bond: this.bond, genesis: this.genesis } = terms);
    this.view = genesisView(terms.genesis);
    this.referee = new Referee(terms);
    this.now = now;
    for (const batch of batches) this.fold(this.referee.post(batch));
  }

  get burnt(): bigint {
    return this.referee.bonds.burnt;
  }

  get balance(): bigint {
    return this.referee.bonds.balance;
  }

  async block(at: number, calls: readonly GameCall[]): Promise<Outcome[]> {
    this.now = at;
    return calls.map((call) => {
      const outcome = this.judge(call, at);
      if ("events" in outcome) this.fold(outcome.events);
      return outcome;
    });
  }

  judge(call: GameCall, at: number): Outcome {
    try {
      return { call, events: this.referee.apply(call, at) };
    } catch (error) {
      if (error instanceof Refusal) return { call, refused: error.reason };
      throw error;
    }
  }

  fold(events: readonly CourtEvent[]): void {
    for (const event of events) {
      this.observe?.before(event);
      apply(this.view, event, this.rules);
      this.observe?.after(event);
    }
  }
}

/** 32 bytes of a number. */
export function word(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
