import { Calls } from "../chain/calls.ts";
import type { Court } from "../chain/court.ts";
import type { Sender, Sent } from "../chain/sender.ts";
import { select } from "../dispute/dissection.ts";
import { answer, dissect, type Answer } from "../dispute/strategy.ts";
import type { Action } from "../rollup/decide.ts";
import { RollupError } from "../rollup/error.ts";
import type { Execution } from "../rollup/execution.ts";
import { isMover, opponentOf } from "../rollup/query.ts";
import type { Purse } from "../rollup/reserve.ts";
import type { ClaimRecord, DisputeRecord, View } from "../rollup/view.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { ResultId } from "../types/resultId.ts";
import type { Executor } from "./executor.ts";

/** An action that was taken, for those who look on. */
export type Performed = {
  readonly action: Action;
  readonly sent: Sent;
  /** For answers: what was answered. */
  readonly answer?: Answer;
};

/** Turns decided actions into transactions of one account. What a bond depends on is said only where two executions agree on it. */
export class Performer {
  readonly #court: Court;
  readonly #calls: Calls;
  readonly #sender: Sender;
  readonly #executor: Executor | undefined;

  /** @param executor whose path the actions were decided on; left out by who never claims, opens or answers */
  constructor(court: Court, sender: Sender, executor?: Executor) {
    this.#court = court;
    this.#calls = new Calls(court.facts);
    this.#sender = sender;
    this.#executor = executor;
  }

  /** Has what is sent from now on follow block `block`. @returns whether that shows all of ours that is in blocks */
  resumeAt(block: bigint): Promise<boolean> {
    return this.#sender.resumeAt(block);
  }

  /** What the account holds at a block, and the most that it pays for gas. @throws ChainError RPC_UNREACHABLE */
  async purseAt(block: bigint): Promise<Purse> {
    return { balance: await this.#sender.balanceAt(block), gasPrice: this.#sender.feeCap };
  }

  /**
   * @returns undefined where a trace agrees with everything it was to answer, so that no move can be made in good faith
   * @throws ChainError as `Sender.send`; RollupError as `Executor.agreed`
   */
  async perform(action: Action, view: View, path: readonly Execution[]): Promise<Performed | undefined> {
    switch (action.kind) {
      case "claim": {
        const execution = executionOn(path, action.belief.parent);
        const { parent, batch, end } = execution;
        await known(this.#executor).agreed(execution, (trace) => trace.hashesAt([trace.maxSteps]));
        return { action, sent: await this.#sender.send(this.#calls.claim(parent, batch, end)) };
      }
      case "open":
        return { action, sent: await this.#open(action, path) };
      case "answer":
        return this.#answer(action, view, path);
      case "resolve": {
        const { dispute } = action;
        const mover = known(view.claims.get(dispute.position.openerMoves ? dispute.opener : dispute.responder));
        return { action, sent: await this.#sender.send(this.#calls.resolve(dispute, mover)) };
      }
      case "finalize":
        return { action, sent: await this.#sender.send(this.#calls.finalize(action.claim)) };
      case "settle": {
        const { parent, batch } = action;
        return { action, sent: await this.#sender.send(this.#calls.settle(parent.opening, batch)) };
      }
      case "freeze": {
        const { parent, batch, finalOutput } = action;
        return { action, sent: await this.#sender.send(this.#calls.freeze(parent.opening, batch, finalOutput)) };
      }
      case "abandon":
        return { action, sent: await this.#sender.send(this.#calls.abandon(action.result.opening)) };
      case "collect":
        return { action, sent: await this.#sender.send(this.#calls.collect(action.claim)) };
      case "withdraw":
        return { action, sent: await this.#sender.send(this.#calls.withdraw()) };
    }
  }

  async #open({ mine, rival, locks }: Extract<Action, { kind: "open" }>, path: readonly Execution[]): Promise<Sent> {
    const { maxSteps, nary } = this.#court.facts.rules;
    const execution = executionOn(path, mine.parent);
    const { hashes } = await known(this.#executor).agreed(execution, (trace) => dissect(trace, 0, maxSteps, nary));
    return this.#sender.send(this.#calls.open(mine, rival, hashes.slice(1, -1), locks));
  }

  async #answer(
    action: Extract<Action, { kind: "answer" }>,
    view: View,
    path: readonly Execution[],
  ): Promise<Performed | undefined> {
    const { dispute } = action;
    const mover = moverOf(view, dispute);
    const { nary } = this.#court.facts.rules;
    const theirs = { ...dispute.position, hashes: dispute.hashes };
    const execution = executionOn(path, mover.parent);
    const found = await known(this.#executor).agreed(execution, (trace) => answer(theirs, trace, nary));
    if (found.kind === "agree") return undefined;
    const selection = select(dispute.hashes, found.index);
    const call =
      found.kind === "prove"
        ? this.#calls.prove(dispute, selection, found.proof, known(view.claims.get(opponentOf(dispute, mover.id))))
        : this.#calls.move(dispute, selection, found.dissection.hashes.slice(1));
    return { action, sent: await this.#sender.send(call), answer: found };
  }
}

function moverOf(view: View, dispute: DisputeRecord): ClaimRecord {
  const id: ClaimId = isMover(dispute, dispute.opener) ? dispute.opener : dispute.responder;
  return known(view.claims.get(id));
}

function executionOn(path: readonly Execution[], parent: ResultId): Execution {
  return known(path.find(({ belief }) => belief.parent === parent));
}

/** `decide` names only what the view and the path hold, and no path is without its executor. */
function known<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    const what = "An action names something that its view does not hold";
    throw new RollupError("LOGS_INCOMPLETE", { what, fix: "Use a node that keeps all logs since the deployment" });
  }
  return value;
}
