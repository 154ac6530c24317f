import { Calls } from "../chain/calls.ts";
import type { Court } from "../chain/court.ts";
import type { Sender, Sent } from "../chain/sender.ts";
import { select } from "../dispute/dissection.ts";
import { answer, dissect, type Answer } from "../dispute/strategy.ts";
import type { Action } from "../rollup/decide.ts";
import { RollupError } from "../rollup/error.ts";
import type { Execution } from "../rollup/execution.ts";
import { isMover, opponentOf } from "../rollup/query.ts";
import type { ClaimRecord, DisputeRecord, View } from "../rollup/view.ts";
import type { ClaimId } from "../types/claimId.ts";
import type { ResultId } from "../types/resultId.ts";

/** An action that was taken, for those who look on. */
export type Performed = {
  readonly action: Action;
  readonly sent: Sent;
  /** For answers: what was answered. */
  readonly answer?: Answer;
};

/** Turns decided actions into transactions of one account. */
export class Performer {
  readonly #court: Court;
  readonly #calls: Calls;
  readonly #sender: Sender;

  constructor(court: Court, sender: Sender) {
    this.#court = court;
    this.#calls = new Calls(court.facts);
    this.#sender = sender;
  }

  /** Whether block `block` shows everything that this account has sent. @throws ChainError RPC_UNREACHABLE */
  isSettledAt(block: bigint): Promise<boolean> {
    return this.#sender.isSettledAt(block);
  }

  /**
   * @returns undefined where a trace agrees with everything it was to answer, so that no move can be made in good faith
   * @throws ChainError as `Sender.send`
   */
  async perform(action: Action, view: View, path: readonly Execution[]): Promise<Performed | undefined> {
    switch (action.kind) {
      case "claim": {
        const { parent, batch, end } = executionOn(path, action.belief.parent);
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
    const { hashes } = await dissect(executionOn(path, mine.parent).trace, 0, maxSteps, nary);
    return this.#sender.send(this.#calls.open(mine, rival, hashes.slice(1, -1), locks));
  }

  async #answer(
    action: Extract<Action, { kind: "answer" }>,
    view: View,
    path: readonly Execution[],
  ): Promise<Performed | undefined> {
    const { dispute } = action;
    const mover = moverOf(view, dispute);
    const found = await answer(
      { ...dispute.position, hashes: dispute.hashes },
      executionOn(path, mover.parent).trace,
      this.#court.facts.rules.nary,
    );
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

/** `decide` names only what the view and the path hold. */
function known<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    const what = "An action names something that its view does not hold";
    throw new RollupError("LOGS_INCOMPLETE", { what, fix: "Use a node that keeps all logs since the deployment" });
  }
  return value;
}
