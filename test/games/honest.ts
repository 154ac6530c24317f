import { select } from "../../src/dispute/dissection.ts";
import { answer, dissect } from "../../src/dispute/strategy.ts";
import { type Action, decide } from "../../src/rollup/decide.ts";
import { moveDeadline, opponentOf } from "../../src/rollup/query.ts";
import type { DisputeRecord } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import type { Agenda } from "./agenda.ts";
import type { Table } from "./actor.ts";
import type { GameCall } from "./referee.ts";

/** How an honest agent takes its time. All of it is within what docs/security/theorem.md assumes. */
export type Habits = {
  readonly claims: "always" | "whenDisputed";
  /** Seconds from a lie to its own claim, at most: shorter than W, not longer than G. */
  readonly reaction: number;
  /** Disputes that it has money for at once. */
  readonly capacity: number;
  /** At its turn in a dispute. */
  readonly pace: "at once" | "at random" | "in the last second";
};

/** The agent that the theorem is about: whatever `decide` says, as late as it may, and nothing else. */
export class Honest {
  readonly address: Address;
  readonly #table: Table;
  readonly #habits: Habits;
  readonly #agenda: Agenda<Address>;
  /** When what is wanted will be done, by its name. */
  #plans = new Map<string, number>();

  constructor(address: Address, table: Table, habits: Habits, agenda: Agenda<Address>) {
    [this.address, this.#table, this.#habits, this.#agenda] = [address, table, habits, agenda];
  }

  /** What it wants, seen at `now`; what was wanted already keeps its time. */
  plan(now: number): void {
    const plans = new Map<string, number>();
    for (const action of this.#wanted(now)) {
      const name = nameOf(action);
      if (plans.has(name)) continue;
      const at = this.#plans.get(name) ?? this.#draw(action, now);
      if (!this.#plans.has(name)) this.#agenda.add(at, this.address);
      plans.set(name, at);
    }
    this.#plans = plans;
  }

  /** The calls whose time has come, for a block at `at`; what it knows is from the block before. */
  async act(at: number): Promise<GameCall[]> {
    const due = this.#wanted(this.#table.host.now).filter(
      (action) => (this.#plans.get(nameOf(action)) ?? Infinity) <= at,
    );
    const calls: GameCall[] = [];
    const running = new Map<string, number>();
    for (const action of due) {
      this.#plans.delete(nameOf(action));
      if (action.kind === "open") {
        const { id, opened } = action.mine;
        const count = running.get(id) ?? opened;
        if (count >= this.#habits.capacity) continue;
        running.set(id, count + 1);
        calls.push(await this.#callFor({ ...action, locks: count > 0 }));
      } else calls.push(await this.#callFor(action));
    }
    return calls;
  }

  #wanted(now: number): Action[] {
    const { view, host, truths } = this.#table;
    const head = truths.findIndex(({ parent }) => parent === view.head);
    const { address } = this;
    return decide(view, head < 0 ? [] : truths.slice(head), { address, claims: this.#habits.claims }, host.timing, now);
  }

  /** When an action that is wanted since `now` will be taken. */
  #draw(action: Action, now: number): number {
    const { timing } = this.#table.host;
    const soon = now + 1;
    switch (action.kind) {
      case "claim":
        return this.#table.chance(40)
          ? now + this.#habits.reaction
          : this.#table.between(soon, now + this.#habits.reaction);
      case "answer": {
        const last = moveDeadline(action.dispute, timing) - 1;
        if (this.#habits.pace === "at once") return soon;
        return this.#habits.pace === "in the last second" ? last : this.#table.between(soon, last);
      }
      case "open":
        return this.#table.between(soon, now + timing.grace);
      default:
        return this.#table.between(soon, now + timing.allowance);
    }
  }

  async #callFor(action: Action): Promise<GameCall> {
    const { view } = this.#table;
    switch (action.kind) {
      case "claim": {
        const parent = view.results.get(action.belief.parent)!;
        return this.#table.claim(this.address, parent, this.#table.truthOn(parent.id));
      }
      case "open": {
        const { maxSteps, nary } = this.#table.host.rules;
        const { hashes } = await dissect(this.#table.truthOn(action.mine.parent), 0, maxSteps, nary);
        return this.#call((calls) => calls.open(action.mine, action.rival, hashes.slice(1, -1), action.locks));
      }
      case "answer":
        return this.#answer(action.dispute);
      case "resolve":
        return this.#table.resolve(this.address, action.dispute);
      case "finalize":
        return this.#call((calls) => calls.finalize(action.claim));
      case "settle":
      case "freeze":
        throw new Error(`a court without a validity lane has nothing to ${action.kind}`);
      case "abandon":
        return this.#call((calls) => calls.abandon(action.result.opening));
      case "collect":
        return this.#call((calls) => calls.collect(action.claim));
      case "withdraw":
        return this.#call((calls) => calls.withdraw());
    }
  }

  async #answer(dispute: DisputeRecord): Promise<GameCall> {
    const { view, host } = this.#table;
    const mine = this.#table.claimOf(dispute, "mover");
    const theirs = { ...dispute.position, hashes: dispute.hashes };
    const found = await answer(theirs, this.#table.truthOn(mine.parent), host.rules.nary);
    if (found.kind === "agree")
      throw new Error(`the truth agrees with ${dispute.id}: an honest side has nothing to say`);
    const selection = select(dispute.hashes, found.index);
    if (found.kind === "dissect") {
      return this.#call((calls) => calls.move(dispute, selection, found.dissection.hashes.slice(1)));
    }
    const loser = view.claims.get(opponentOf(dispute, mine.id))!;
    return this.#call((calls) => calls.prove(dispute, selection, found.proof, loser));
  }

  #call(make: Parameters<Table["call"]>[1]): GameCall {
    return this.#table.call(this.address, make);
  }
}

/** One name for what is wanted once: a turn in a dispute is another with each move. */
function nameOf(action: Action): string {
  switch (action.kind) {
    case "claim":
      return `claim ${action.belief.parent}`;
    case "open":
      return `open ${action.mine.id} ${action.rival.id}`;
    case "answer":
      return `answer ${action.dispute.id} ${action.dispute.position.length} ${action.dispute.position.movedAt}`;
    case "resolve":
      return `resolve ${action.dispute.id}`;
    case "finalize":
      return `finalize ${action.claim.parent}`;
    case "settle":
    case "freeze":
      return `${action.kind} ${action.parent.id}`;
    case "abandon":
      return `abandon ${action.result.id}`;
    case "collect":
      return `collect ${action.claim.id} ${action.claim.rewards}`;
    case "withdraw":
      return "withdraw";
  }
}
