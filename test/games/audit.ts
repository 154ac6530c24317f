import { longest } from "../../src/dispute/clock.ts";
import { reward } from "../../src/dispute/bond.ts";
import { definition, rounds } from "../../src/dispute/search.ts";
import type { CourtEvent } from "../../src/rollup/fold.ts";
import { disputeId } from "../../src/rollup/ids.ts";
import { moveDeadline } from "../../src/rollup/query.ts";
import type { Timing } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import type { DisputeId } from "../../src/types/disputeId.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { Table } from "./actor.ts";
import type { Outcome } from "./host.ts";
import { Ledger } from "./ledger.ts";

/** What a game came to that must never happen. */
export class Broken extends Error {}

function ensure(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Broken(otherwise);
}

/** Watches a game: docs/security/theorem.md, sentence by sentence, after every call. */
export class Audit {
  readonly ledger: Ledger;
  readonly #table: Table;
  readonly #honest: ReadonlySet<Address>;
  readonly #true: ReadonlySet<ResultId>;
  readonly #openedAt = new Map<DisputeId, number>();
  readonly #longest: number;

  constructor(table: Table, honest: readonly Address[]) {
    this.#table = table;
    this.#honest = new Set(honest);
    this.#true = new Set(table.truths.flatMap(({ parent, result }) => [parent, result]));
    this.ledger = new Ledger(table.host.bond);
    const { maxSteps, nary } = table.host.rules;
    this.#longest = longestDispute(rounds(definition(maxSteps, nary)), table.host.timing);
  }

  /** Called with each event before the view holds it. */
  before(event: CourtEvent): void {
    const { view } = this.#table;
    this.ledger.note(event, view);
    if (event.kind === "resolved" && event.loser !== undefined) {
      const { owner, status } = view.claims.get(event.loser)!;
      ensure(!this.#honest.has(owner), "an honest claim is refuted");
      ensure(status === "standing", "a claim that had fallen falls again");
    }
    if (event.kind === "collected" && event.returned) {
      ensure(view.claims.get(event.claim)!.status === "standing", "a bond goes back twice, or after it was lost");
    }
    if (event.kind === "finalized") {
      const { opening, status } = view.results.get(event.result)!;
      const parent = view.results.get(opening.parent)!;
      ensure(status === "claimed", `a result that is ${status} becomes final`);
      ensure(parent.status === "final" && !parent.decided, "a final result has no final parent, or a final sibling");
      ensure(this.#honest.size === 0 || this.#true.has(event.result), "a false result is final");
    }
    if (event.kind === "abandoned") {
      ensure(view.results.get(event.result)!.status === "claimed", "what was final or dead dies");
      ensure(this.#honest.size === 0 || !this.#true.has(event.result), "a true result is dead");
    }
  }

  /** Called after each event. */
  after(event: CourtEvent): void {
    if (event.kind === "opened") this.#openedAt.set(disputeId(event.opener, event.responder), event.at);
    if (event.kind !== "opened" && event.kind !== "moved") return;
    const id = event.kind === "moved" ? event.dispute : disputeId(event.opener, event.responder);
    const dispute = this.#table.view.disputes.get(id)!;
    const took = moveDeadline(dispute, this.#table.host.timing) - this.#openedAt.get(id)!;
    ensure(took <= this.#longest, `a dispute can take ${took} s, longer than the longest, ${this.#longest} s`);
  }

  /** Called after each block. */
  block(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if ("events" in outcome) this.ledger.paid(outcome.call);
      else if (this.#honest.has(outcome.call.from)) this.#excuse(outcome);
    }
    const { balance, burnt } = this.#table.host;
    ensure(this.ledger.held === balance, `the court holds ${balance} wei and owes ${this.ledger.held}`);
    ensure(this.ledger.burnt === burnt, `${burnt} wei are burnt, not ${this.ledger.burnt}`);
  }

  /** Others may be faster at what anybody may do; nobody keeps an honest side from claiming, or from answering who stands. */
  #excuse({ call, ...outcome }: Outcome): void {
    const refused = "refused" in outcome ? outcome.refused : "";
    ensure(call.functionName !== "claim", `an honest claim is refused: ${refused}`);
    if (call.functionName !== "move" && call.functionName !== "prove") return;
    const { opener, responder } = call.args[0] as { opener: never; responder: never };
    const { claims, disputes } = this.#table.view;
    const isOver = disputes.get(disputeId(opener, responder))!.over;
    const hasFallen = [opener, responder].some((id) => claims.get(id)!.status !== "standing");
    ensure(isOver || hasFallen, `an honest ${call.functionName} is refused: ${refused}`);
  }

  /** Whether nobody has anything left in the court. */
  get isOver(): boolean {
    const { claims, disputes, credits } = this.#table.view;
    const settled = [...claims.values()].every(({ status, rewards }) => status !== "standing" && rewards === 0);
    return settled && credits.size === 0 && [...disputes.values()].every(({ over }) => over);
  }

  /** Called when a game has come to its end. */
  end(): void {
    const { view, host } = this.#table;
    ensure(this.isOver, "the game is stuck: no call of anybody's succeeds and not all is settled");
    ensure(host.balance === host.burnt, `${host.balance} wei are left, ${host.burnt} are burnt`);
    for (const address of this.#honest) {
      const { paid, received, won } = this.ledger.of(address);
      const due = BigInt(won) * reward(host.bond);
      ensure(received - paid === due, `an honest side has earned ${received - paid} wei, not ${due}`);
    }
    if (this.#honest.size === 0) return;
    for (const id of this.#true) {
      const status = view.results.get(id)?.status;
      ensure(status === undefined || status === "final", `a true result that was claimed ends as ${status}`);
    }
  }
}

/** As contracts/dispute/Dispute.sol has it. */
export function longestDispute(count: number, { allowance, minimum }: Timing): number {
  const responder = longest(count < 2 ? 1 : Math.ceil(count / 2), allowance, minimum);
  return count < 2 ? responder : responder + longest(Math.floor(count / 2), allowance, minimum);
}
