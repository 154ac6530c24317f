import { deadline } from "../../src/dispute/clock.ts";
import { climb, type DissectionRoot, root, type Selection } from "../../src/dispute/dissection.ts";
import { pack, pass, type Position } from "../../src/dispute/position.ts";
import { bits, parts, segment } from "../../src/dispute/search.ts";
import type { CourtEvent, Rules } from "../../src/rollup/fold.ts";
import { claimId, disputeId, nextAccumulator, resultId, stateId } from "../../src/rollup/ids.ts";
import { nextResult } from "../../src/rollup/outcome.ts";
import type { EndState } from "../../src/rollup/view.ts";
import type { Batch, Claim, ResultOpening, Timing } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import type { ClaimId } from "../../src/types/claimId.ts";
import type { DisputeId } from "../../src/types/disputeId.ts";
import type { Hex } from "../../src/types/hex.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import type { StateId } from "../../src/types/stateId.ts";
import { Refusal, RefereeBonds, demand } from "./refereeBonds.ts";

/** A call as src/chain/calls.ts makes it, and who signs it. */
export type GameCall = {
  readonly from: Address;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly value?: bigint;
};

/** What the rules depend on that the machine says. */
export type Judge = {
  /** Hashes of the first state of a batch's run and of the end state that is claimed. */
  ends(parent: ResultOpening, batch: Batch, end: EndState): { readonly start: StateHash; readonly end: StateHash };
  /** The state after a step. @throws Refusal when the proof is of another */
  step(prestate: StateHash, proof: Hex): StateHash;
};

export type RefereeTerms = {
  readonly rules: Rules;
  readonly timing: Timing;
  readonly bond: bigint;
  readonly genesis: ResultOpening;
  readonly judge: Judge;
};

type Key = { readonly opener: ClaimId; readonly responder: ClaimId };
type Node = {
  status: "claimed" | "final" | "dead";
  decided: boolean;
  readonly batch: number;
  openedAt: number;
  claimedStates: number;
  standingStates: number;
  standing: number;
};
type Open = { readonly root: DissectionRoot; readonly position: Position };

/**
 * The rules of contracts/dispute and contracts/rollup, written a second time and without a chain: says which events a call
 * leads to, or refuses it. contracts.test.ts plays the same games on the contracts and compares every answer.
 */
export class Referee {
  readonly terms: RefereeTerms;
  readonly bonds: RefereeBonds;
  readonly accumulators: Hex[];
  readonly batches: Batch[] = [];
  readonly results = new Map<ResultId, Node>();
  readonly states = new Map<StateId, { claimed: number; standing: number }>();
  readonly disputes = new Map<DisputeId, Open | "over">();

  constructor(terms: RefereeTerms) {
    this.terms = terms;
    this.bonds = new RefereeBonds(terms.bond);
    this.accumulators = [terms.genesis.accumulator];
    this.results.set(resultId(terms.genesis), node("final", 0));
  }

  post(batch: Batch): CourtEvent[] {
    this.batches.push(batch);
    this.accumulators.push(batch.accumulator);
    return [{ kind: "posted", batch }];
  }

  /** @throws Refusal where the contracts revert; nothing has changed then */
  apply({ from, functionName, args, value = 0n }: GameCall, now: number): CourtEvent[] {
    const call = args as never[];
    if (functionName === "claim") return this.#claim(from, value, now, call[0], call[1], call[2]);
    if (functionName === "open") return this.#open(from, value, now, call[0], call[1], call[2]);
    this.bonds.requireValue(value, 0n);
    switch (functionName) {
      case "move":
        return this.#move(from, now, call[0], call[1], call[2], call[3]);
      case "prove":
        return this.#prove(now, call[0], call[1], call[2], call[3], call[4]);
      case "resolve":
        return this.#resolve(now, call[0], call[1], call[2], call[3]);
      case "finalize":
        return this.#finalize(now, call[0]);
      case "abandon":
        return this.#abandon(now, call[0]);
      case "collect":
        return this.#collect(call[0]);
      case "withdraw":
        return this.bonds.withdraw(from);
      default:
        throw new Refusal(`no function ${functionName}`);
    }
  }

  // ---------------------------------------------------------------- claims and results

  #claim(from: Address, value: bigint, now: number, parent: ResultOpening, input: Batch, end: EndState): CourtEvent[] {
    const { rules, bond, judge, timing } = this.terms;
    const parentId = resultId(parent);
    const on = this.results.get(parentId);
    demand(on !== undefined && on.status !== "dead" && !on.decided, "ParentClosed");
    const accumulator = nextAccumulator(parent.accumulator, input.inputRoot, input.inputLength);
    demand(this.accumulators[on.batch + 1] === accumulator, "WrongBatch");
    demand(end.status <= 2, "UnknownStatus");
    const result = resultId(nextResult(parent, accumulator, end, rules.programKind));
    const made = { parent: parentId, ...judge.ends(parent, this.batches[on.batch], end), result, owner: from };
    const id = stateId(parentId, made.end, result);
    const state = this.states.get(id) ?? { claimed: 0, standing: 0 };
    const openedAt = on.claimedStates === 0 ? now : on.openedAt;
    const windowEnd = openedAt + timing.window;
    demand(now < (state.claimed === 0 ? windowEnd : windowEnd + timing.grace), "WindowIsOver");
    this.bonds.requireValue(value, bond);

    const claim: Claim = { ...made, nonce: state.claimed };
    on.openedAt = openedAt;
    if (state.claimed === 0) on.claimedStates++;
    if (state.standing === 0) on.standingStates++;
    this.states.set(id, { claimed: state.claimed + 1, standing: state.standing + 1 });
    const leadsTo = this.results.get(result) ?? node("claimed", on.batch + 1);
    leadsTo.standing++;
    this.results.set(result, leadsTo);
    this.bonds.stand(claimId(claim), from);
    return [{ kind: "claimed", claim, accumulator, end, at: now }];
  }

  #finalize(now: number, winner: Claim): CourtEvent[] {
    const { window, grace } = this.terms.timing;
    this.bonds.requireStanding(claimId(winner));
    const on = this.#node(winner.parent);
    demand(!on.decided, "ParentClosed");
    demand(on.status === "final", "WrongStatus");
    demand(on.standingStates === 1, "Disputed");
    demand(now >= on.openedAt + window + (on.claimedStates === 1 ? 0 : grace), "WindowIsOpen");
    on.decided = true;
    this.#node(winner.result).status = "final";
    return [{ kind: "finalized", result: winner.result }];
  }

  #abandon(now: number, opening: ResultOpening): CourtEvent[] {
    const { window, grace } = this.terms.timing;
    const result = resultId(opening);
    const lost = this.results.get(result);
    demand(lost?.status === "claimed", "WrongStatus");
    const on = this.#node(opening.parent);
    const closed = on.decided || now >= on.openedAt + window + grace;
    demand(on.status === "dead" || (closed && lost!.standing === 0), "StillPossible");
    lost!.status = "dead";
    return [{ kind: "abandoned", result }];
  }

  #collect(made: Claim): CourtEvent[] {
    const on = this.results.get(made.parent);
    return this.bonds.collect(claimId(made), on !== undefined && (on.decided || on.status === "dead"));
  }

  #refuted({ parent, end, result }: Claim): void {
    const state = this.states.get(stateId(parent, end, result))!;
    state.standing--;
    if (state.standing === 0) this.#node(parent).standingStates--;
    this.#node(result).standing--;
  }

  #node(id: ResultId): Node {
    const found = this.results.get(id);
    demand(found !== undefined, "WrongStatus");
    return found;
  }

  // ---------------------------------------------------------------- disputes

  #open(from: Address, value: bigint, now: number, own: Claim, other: Claim, inner: StateHash[]): CourtEvent[] {
    const { maxSteps, nary } = this.terms.rules;
    const [opener, responder] = [claimId(own), claimId(other)];
    this.bonds.requireOwn(opener, from);
    this.bonds.requireStanding(responder);
    demand(own.parent === other.parent && own.start === other.start && own.end !== other.end, "NotRivals");
    const id = disputeId(opener, responder);
    demand(!this.disputes.has(id) && !this.disputes.has(disputeId(responder, opener)), "AlreadyMet");
    demand(inner.length === parts(maxSteps, nary) - 1, "WrongCount");
    this.bonds.requireValue(value, this.bonds.lockOf(opener));
    const locked = value > 0n;
    this.bonds.lock(opener, value);
    const fresh = { openerSpent: 0, responderSpent: 0, openerMoves: false, locked };
    const position = { start: 0, length: maxSteps, movedAt: now, ...fresh };
    this.disputes.set(id, { root: root([own.start, ...inner, own.end]), position });
    return [{ kind: "opened", opener, responder, locked, hashes: inner, at: now }];
  }

  #move(from: Address, now: number, key: Key, word: bigint, selection: Selection, hashes: StateHash[]): CourtEvent[] {
    const { nary } = this.terms.rules;
    const { id, position } = this.#selected(key, word, selection);
    this.bonds.requireOwn(moverOf(key, position), from);
    demand(now < this.deadline(position), "TimeIsOver");
    const { start, length } = segment(position.start, position.length, nary, selection.index);
    demand(length > 1, "OneStepLeft");
    demand(hashes.length === parts(length, nary), "WrongCount");
    demand(hashes.at(-1) !== selection.end, "SameEnd");
    const next = pass(position, start, length, now);
    this.disputes.set(id, { root: root([selection.start, ...hashes]), position: next });
    return [{ kind: "moved", dispute: id, index: selection.index, hashes, at: now }];
  }

  #prove(now: number, key: Key, word: bigint, selection: Selection, proof: Hex, loser: Claim): CourtEvent[] {
    const { id, position } = this.#selected(key, word, selection);
    demand(claimId(loser) === (position.openerMoves ? key.responder : key.opener), "WrongClaim");
    this.bonds.requireStanding(key.opener);
    this.bonds.requireStanding(key.responder);
    demand(this.#node(loser.parent).status !== "dead", "ParentSettled");
    demand(now < this.deadline(position), "TimeIsOver");
    const { length } = segment(position.start, position.length, this.terms.rules.nary, selection.index);
    demand(length === 1, "ManyStepsLeft");
    demand(this.terms.judge.step(selection.start, proof) !== selection.end, "StepAgrees");
    return [{ kind: "proved", dispute: id }, ...this.#end(id, key, position, loser)];
  }

  #resolve(now: number, key: Key, word: bigint, last: DissectionRoot, mover: Claim): CourtEvent[] {
    const { id, position } = this.#committed(key, word, last);
    demand(claimId(mover) === moverOf(key, position), "WrongClaim");
    const alive = this.bonds.stands(key.opener) && this.bonds.stands(key.responder);
    if (!alive || this.#node(mover.parent).status === "dead") return this.#close(id, key, position, undefined);
    demand(now >= this.deadline(position), "TimeIsLeft");
    return this.#end(id, key, position, mover);
  }

  #end(id: DisputeId, key: Key, position: Position, loser: Claim): CourtEvent[] {
    const lost = claimId(loser);
    this.bonds.refute(lost, lost === key.opener ? key.responder : key.opener);
    this.#refuted(loser);
    return this.#close(id, key, position, lost);
  }

  #close(id: DisputeId, key: Key, { locked }: Position, loser: ClaimId | undefined): CourtEvent[] {
    this.disputes.set(id, "over");
    return [...this.bonds.unlock(key.opener, key.responder, locked), { kind: "resolved", dispute: id, loser }];
  }

  deadline({ movedAt, openerMoves, openerSpent, responderSpent }: Position): number {
    const { allowance, minimum } = this.terms.timing;
    return deadline(movedAt, openerMoves ? openerSpent : responderSpent, allowance, minimum);
  }

  #selected(key: Key, word: bigint, selection: Selection): Open & { readonly id: DisputeId } {
    const open = this.disputes.get(disputeId(key.opener, key.responder));
    demand(open !== undefined && open !== "over", "NotOpen");
    const count = parts(open.position.length, this.terms.rules.nary);
    // A selection that answers an older list has another shape, which `climb` refuses in its own words.
    demand(selection.index < count && selection.siblings.length === bits(count), "NotCommitted");
    return this.#committed(key, word, climb(selection, count));
  }

  #committed(key: Key, word: bigint, given: DissectionRoot): Open & { readonly id: DisputeId } {
    const id = disputeId(key.opener, key.responder);
    const open = this.disputes.get(id);
    demand(open !== undefined && open !== "over", "NotOpen");
    demand(open.root === given && pack(open.position) === word, "NotCommitted");
    return { id, ...open };
  }
}

function node(status: Node["status"], batch: number): Node {
  return { status, decided: false, batch, openedAt: 0, claimedStates: 0, standingStates: 0, standing: 0 };
}

function moverOf(key: Key, position: Position): ClaimId {
  return position.openerMoves ? key.opener : key.responder;
}
