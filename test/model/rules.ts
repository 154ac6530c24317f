/**
 * The settlement rules: what the contract accepts (contracts/rollup/Rollup.sol, contracts/dispute/Dispute.sol) and when
 * the honest agent claims. They are eight answers in one record, so that a mutant is that record with a laxer answer.
 */
import type { Move } from "./moves.ts";
import {
  ageOf,
  attested,
  NONE,
  resultOf,
  rivalStands,
  stands,
  TRUTH,
  type Branch,
  type Scope,
  type State,
} from "./state.ts";

/** Lengths in ticks. Windows are half-open: W covers ages 0 .. window - 1, the grace the `grace` ticks after them. */
export interface Times {
  readonly window: number;
  readonly grace: number;
  /** From the tick of a claim to the latest tick at which the honest agent's answer is included. */
  readonly reaction: number;
}

export interface Rules extends Times {
  /** May `outcome` be claimed in this branch now (its parent aside)? */
  mayClaim(branch: Branch, outcome: number): boolean;
  /** May this end state's result become final? A claim for it stands. */
  mayFinalize(state: State, scope: Scope, branch: number, outcome: number): boolean;
  /** May this result, claimed and not dead yet, be given up for good? */
  mayAbandon(state: State, scope: Scope, branch: number, result: number): boolean;
  /** May this claim, which stands, get its bond back? */
  mayCollect(state: State, scope: Scope, claim: number): boolean;
  /** May these rivals fight? If not, a dispute of theirs that is open closes without a loser. */
  mayDispute(state: State, scope: Scope, one: number, other: number): boolean;
  /** May what is proven here become final by its proof? The lane is not revoked. */
  maySettle(state: State, scope: Scope, branch: number): boolean;
  /** Is something shown to be wrong with the lane here? It is not revoked. */
  mayFreeze(state: State, scope: Scope, branch: number): boolean;
  /** Does the honest agent want a claim of its own here? */
  mustHold(state: State, scope: Scope, branch: number): boolean;
}

/** The rules as they are meant to be. */
export function soundRules(times: Times): Rules {
  const windowsEnd = times.window + times.grace;
  return {
    ...times,
    mayClaim: (branch, outcome) =>
      ageOf(branch) < times.window || (ageOf(branch) < windowsEnd && wasClaimed(branch, outcome)),
    mayFinalize(state, scope, branch, outcome) {
      const found = state.branches[branch];
      const wait = isSingle(found.claimed) ? times.window : windowsEnd;
      return (
        ageOf(found) >= wait &&
        !rivalStands(state, branch, outcome) &&
        parentIsFinal(state, scope, branch) &&
        state.frozen === 0 &&
        [NONE, resultOf(scope, outcome)].includes(attested(state, branch))
      );
    },
    mayAbandon(state, scope, branch, result) {
      const { final, age } = state.branches[branch];
      // Where there are proofs, what nobody stands for may yet be proven.
      const isOver = scope.lane === undefined && age >= windowsEnd && !resultStands(state, branch, result);
      return final !== result && (parentIsDead(state, scope, branch) || final !== NONE || isOver);
    },
    mayCollect(state, scope, claim) {
      const { branch, result } = state.claims[claim];
      return state.branches[branch].final === result || parentIsDead(state, scope, branch);
    },
    mayDispute(state, scope, one, other) {
      const { branch } = state.claims[one];
      const isSettled = state.branches[branch].final !== NONE || parentIsDead(state, scope, branch);
      return isStanding(state, one) && isStanding(state, other) && !isSettled;
    },
    maySettle: (state, scope, branch) =>
      attested(state, branch) !== NONE &&
      state.branches[branch].provenAge >= scope.lane!.airgap &&
      parentIsFinal(state, scope, branch),
    mayFreeze(state, scope, branch) {
      const { proven, contradicted, final } = state.branches[branch];
      const differs = final !== NONE && proven !== NONE && final !== proven;
      return parentIsFinal(state, scope, branch) && (contradicted || differs);
    },
    mustHold: (state, _, branch) => lieWasClaimed(state.branches[branch]),
  };
}

/** Would the contract let this happen, whoever wants it? */
export function accepts(rules: Rules, scope: Scope, state: State, move: Move): boolean {
  switch (move.kind) {
    case "claim":
      return isClaimable(state, scope, move.branch) && rules.mayClaim(state.branches[move.branch], move.outcome);
    case "open":
      // Also where the batch is settled: such a dispute has no loser, and closes at once (agents.ts: nobody wants it).
      return (
        areRivals(state, move.opener, move.responder) &&
        isStanding(state, move.opener) &&
        isStanding(state, move.responder)
      );
    case "decide":
      return areRivals(state, move.winner, move.loser) && rules.mayDispute(state, scope, move.winner, move.loser);
    case "close":
      return !rules.mayDispute(state, scope, move.opener, move.responder);
    case "finalize":
      return (
        isUndecided(state, move.branch, move.outcome) && rules.mayFinalize(state, scope, move.branch, move.outcome)
      );
    case "abandon":
      return (
        isAlive(state.branches[move.branch], move.result) && rules.mayAbandon(state, scope, move.branch, move.result)
      );
    case "prove":
      return isProvable(state, move.branch, move.result);
    case "settle":
      return !state.revoked && state.branches[move.branch].final === NONE && rules.maySettle(state, scope, move.branch);
    case "freeze":
      return !state.revoked && rules.mayFreeze(state, scope, move.branch);
    case "revoke":
      return !state.revoked;
    case "collect":
      return isStanding(state, move.claim) && rules.mayCollect(state, scope, move.claim);
    case "tick":
      return true;
  }
}

/** Has `outcome` ever been claimed in this branch, refuted or not? */
export function wasClaimed(branch: Branch, outcome: number): boolean {
  return (branch.claimed & (1 << outcome)) !== 0;
}

/** Has any end state but the true one ever been claimed here? */
export function lieWasClaimed(branch: Branch): boolean {
  return (branch.claimed & ~(1 << TRUTH)) !== 0;
}

/** Does a claim for any end state that leads to this result stand? */
export function resultStands(state: State, branch: number, result: number): boolean {
  return state.claims.some((claim, i) => claim.branch === branch && claim.result === result && isStanding(state, i));
}

/** Neither refuted nor collected. */
export function isStanding(state: State, claim: number): boolean {
  return state.claims[claim].status === "standing";
}

/** Is the result that this branch builds on final? */
export function parentIsFinal(state: State, scope: Scope, branch: number): boolean {
  const parent = scope.parents[branch];
  return parent === undefined || state.branches[parent.branch].final === parent.result;
}

/** Was the result that this branch builds on abandoned? */
export function parentIsDead(state: State, scope: Scope, branch: number): boolean {
  const parent = scope.parents[branch];
  return parent !== undefined && (state.branches[parent.branch].dead & (1 << parent.result)) !== 0;
}

/** Is at most this one end state claimed, counting bits? */
export function isSingle(mask: number): boolean {
  return (mask & (mask - 1)) === 0;
}

/** A batch is claimed about once its parent is, and until the parent is dead or the batch decided. */
function isClaimable(state: State, scope: Scope, branch: number): boolean {
  if (state.branches[branch].final !== NONE) return false;
  const parent = scope.parents[branch];
  if (parent === undefined) return true;
  const { final } = state.branches[parent.branch];
  // A proof makes a result final that nobody has claimed.
  const isThere = wasReached(state.branches[parent.branch], parent.result) || final === parent.result;
  return isThere && !parentIsDead(state, scope, branch);
}

/** Has any end state that leads to `result` been claimed? */
export function wasReached(branch: Branch, result: number): boolean {
  return (branch.results & (1 << result)) !== 0;
}

/** A statement takes one proof, and one that contradicts it. */
function isProvable(state: State, branch: number, result: number): boolean {
  const { proven, contradicted } = state.branches[branch];
  return !state.revoked && !contradicted && proven !== result;
}

function areRivals(state: State, one: number, other: number): boolean {
  const [a, b] = [state.claims[one], state.claims[other]];
  return a.branch === b.branch && a.outcome !== b.outcome;
}

function isUndecided(state: State, branch: number, outcome: number): boolean {
  return state.branches[branch].final === NONE && stands(state, branch, outcome);
}

function isAlive(branch: Branch, result: number): boolean {
  return wasReached(branch, result) && (branch.dead & (1 << result)) === 0;
}
