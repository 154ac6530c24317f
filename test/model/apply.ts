/** The successor of a state under a move, and the money that it moves. */
import { owesClaim } from "./agents.ts";
import type { Rules } from "./rules.ts";
import { attested, BOND, copy, NONE, resultOf, TRUTH, type Dispute, type Scope, type State } from "./state.ts";
import { meets, type Move } from "./moves.ts";

/** Money in units of half a bond: what comes in, what goes to anybody, what is burnt. */
export interface Flow {
  deposited: number;
  paid: number;
  burnt: number;
}

type ClaimMove = Extract<Move, { kind: "claim" }>;

export interface Successor {
  readonly state: State;
  readonly flow: Flow;
}

/** Applies a move of `options(rules, scope, state)`; `state` stays as it is. */
export function apply(rules: Rules, scope: Scope, before: State, move: Move): Successor {
  const state = copy(before);
  const flow = { deposited: 0, paid: 0, burnt: 0 };
  switch (move.kind) {
    case "claim":
      claim(state, flow, scope, move);
      break;
    case "open":
      open(state, flow, scope, move.opener, move.responder);
      break;
    case "close":
      close(
        state,
        flow,
        state.disputes.find((dispute) => meets(dispute, move.opener, move.responder))!,
      );
      break;
    case "decide":
      refute(state, flow, move.winner, move.loser);
      break;
    case "finalize":
      state.branches[move.branch].final = resultOf(scope, move.outcome);
      break;
    case "prove":
      prove(state, move.branch, move.result);
      break;
    case "settle":
      settle(state, flow, move.branch);
      break;
    case "freeze":
      revoke(state, scope.lane!.timelock);
      break;
    case "revoke":
      revoke(state, 0);
      break;
    case "abandon":
      state.branches[move.branch].dead |= 1 << move.result;
      break;
    case "collect":
      flow.paid += BOND;
      state.claims[move.claim].status = "collected";
      state.claims[move.claim].bond -= BOND;
      break;
    case "tick":
      tick(rules, scope, state);
  }
  state.branches.forEach((branch, b) => (branch.due = owesClaim(rules, scope, state, b) ? branch.due : 0));
  forget(state);
  return { state, flow };
}

function claim(state: State, flow: Flow, scope: Scope, move: ClaimMove): void {
  const { outcome, honest } = move;
  const branch = state.branches[move.branch];
  const result = resultOf(scope, outcome);
  if (branch.age === NONE) branch.age = 0;
  branch.claimed |= 1 << outcome;
  branch.results |= 1 << result;
  state.claims.push({ id: state.made++, branch: move.branch, outcome, result, honest, status: "standing", bond: BOND });
  flow.deposited += BOND;
  if (!honest) state.budget--;
}

/** Of the open disputes that a claim has opened itself, each beyond the first locks a further bond. */
function open(state: State, flow: Flow, scope: Scope, opener: number, responder: number): void {
  const lock = state.disputes.some((dispute) => dispute.opener === opener) ? BOND : 0;
  flow.deposited += lock;
  state.disputes.push({ opener, responder, lock, ticksLeft: scope.disputeTicks });
}

/** The loser's bond is shared between the winner and the fire. Its other disputes stay open until somebody closes them. */
function refute(state: State, flow: Flow, winner: number, loser: number): void {
  state.claims[loser].status = "refuted";
  state.claims[loser].bond -= BOND;
  forfeit(state, flow, winner);
  const dispute = state.disputes.find((open) => meets(open, winner, loser));
  if (dispute !== undefined) close(state, flow, dispute);
}

/** The first proof of a statement attests; another result contradicts it, and the windows begin again. */
function prove(state: State, b: number, result: number): void {
  const branch = state.branches[b];
  if (result !== TRUTH) state.forgeries--;
  if (branch.proven === NONE) [branch.proven, branch.provenAge] = [result, 0];
  else [branch.contradicted, branch.reopened] = [true, 0];
}

/** What is proven is final; whatever stands for another result has fallen. */
function settle(state: State, flow: Flow, branch: number): void {
  const final = state.branches[branch].proven;
  state.branches[branch].final = final;
  for (const claim of state.claims) {
    if (claim.branch !== branch || claim.status !== "standing" || claim.result === final) continue;
    claim.status = "fallen";
    claim.bond -= BOND;
    flow.burnt += BOND;
  }
}

/** Nothing is attested any more, and the windows of what was begin again. */
function revoke(state: State, freeze: number): void {
  state.branches.forEach((branch, b) => {
    if (attested(state, b) !== NONE && branch.final === NONE) branch.reopened = 0;
    [branch.proven, branch.provenAge, branch.contradicted] = [NONE, 0, false];
  });
  [state.revoked, state.frozen, state.forgeries] = [true, freeze, 0];
}

/** A lock returns unless its opener is refuted or has fallen; then it goes the way of the opener's bond. */
function close(state: State, flow: Flow, dispute: Dispute): void {
  state.disputes.splice(state.disputes.indexOf(dispute), 1);
  if (dispute.lock === 0) return;
  const { status } = state.claims[dispute.opener];
  if (status === "refuted") forfeit(state, flow, dispute.responder);
  else if (status === "fallen") flow.burnt += dispute.lock;
  else flow.paid += dispute.lock;
}

/** Half of a bond goes to `winner` unless that was refuted itself; the rest is burnt. */
function forfeit(state: State, flow: Flow, winner: number): void {
  const reward = state.claims[winner].status === "refuted" ? 0 : BOND / 2;
  flow.paid += reward;
  flow.burnt += BOND - reward;
}

/** Ages stop where they no longer matter, unless disputes have clocks and the time to finality is measured. */
function tick(rules: Rules, scope: Scope, state: State): void {
  const end = rules.window + rules.grace;
  const timed = Number.isFinite(scope.disputeTicks);
  state.branches.forEach((branch, b) => {
    const { age, final } = branch;
    if (age !== NONE && (age < end || (timed && final === NONE))) branch.age++;
    if (owesClaim(rules, scope, state, b)) branch.due++;
    if (branch.proven !== NONE) branch.provenAge = Math.min(branch.provenAge + 1, scope.lane!.airgap);
    if (branch.reopened !== NONE) branch.reopened = Math.min(branch.reopened + 1, end);
  });
  if (state.frozen > 0) state.frozen--;
  for (const dispute of state.disputes) dispute.ticksLeft--;
}

/** Drops the claims on which nothing depends any more: they neither stand nor have a dispute open. */
function forget(state: State): void {
  const inDispute = (claim: number) => state.disputes.some((d) => d.opener === claim || d.responder === claim);
  const kept = state.claims.map(({ bond }, claim) => bond !== 0 || inDispute(claim));
  if (kept.every(Boolean)) return;
  const place = kept.map((_, i) => kept.slice(0, i).filter(Boolean).length);
  state.claims = state.claims.filter((_, i) => kept[i]);
  for (const dispute of state.disputes) {
    dispute.opener = place[dispute.opener];
    dispute.responder = place[dispute.responder];
  }
}
