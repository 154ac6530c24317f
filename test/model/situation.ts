/** What a rule can depend on when somebody tries a move, as a short name: walks are picked by the situations they show. */
import { meets, type Move } from "./moves.ts";
import {
  accepts,
  isSingle,
  parentIsDead,
  parentIsFinal,
  resultStands,
  wasClaimed,
  wasReached,
  type Rules,
} from "./rules.ts";
import { ageOf, attested, NONE, resultOf, rivalStands, stands, type Scope, type State } from "./state.ts";

type ProofMove = Extract<Move, { kind: "prove" | "settle" | "freeze" }>;

/** Names the situation of `move` in `state`; moves in equal situations test the same line of the contract. */
export function situation(rules: Rules, scope: Scope, state: State, move: Move): string {
  const name = move.kind + (accepts(rules, scope, state, move) ? " " : " refused ");
  switch (move.kind) {
    case "claim":
    case "finalize":
      return name + ofBranch(rules, scope, state, move.branch) + ofEnd(scope, state, move.branch, move.outcome);
    case "abandon":
      return name + ofBranch(rules, scope, state, move.branch) + ofResult(state, move.branch, move.result);
    case "open":
    case "close":
      return name + ofPair(rules, scope, state, move.opener, move.responder);
    case "decide":
      return name + ofPair(rules, scope, state, move.winner, move.loser);
    case "collect":
      return name + ofBranch(rules, scope, state, state.claims[move.claim].branch) + ofClaim(state, move.claim);
    case "prove":
    case "settle":
    case "freeze":
      return name + ofBranch(rules, scope, state, move.branch) + ofProof(scope, state, move);
    case "revoke":
    case "tick":
      return name;
  }
}

function ofBranch(rules: Rules, scope: Scope, state: State, branch: number): string {
  const { final } = state.branches[branch];
  const age = ageOf(state.branches[branch]);
  const phase = age === NONE ? 0 : age < rules.window ? 1 : age < rules.window + rules.grace ? 2 : 3;
  const parent = parentIsFinal(state, scope, branch) ? "final" : parentIsDead(state, scope, branch) ? "dead" : "open";
  return flags(`phase${phase} parent-${parent}`, { decided: final !== NONE, ...ofLane(state, branch) });
}

/** All false where there is no lane, but for `revoked`, which says nothing then. */
function ofLane(state: State, branch: number): Record<string, boolean> {
  const { proven, contradicted, reopened } = state.branches[branch];
  const isRevoked = state.revoked && reopened !== NONE;
  return {
    attested: attested(state, branch) !== NONE,
    contradicted: proven !== NONE && contradicted,
    reopened: isRevoked,
    frozen: state.frozen > 0,
  };
}

function ofProof(scope: Scope, state: State, move: ProofMove): string {
  const { proven, provenAge, final } = state.branches[move.branch];
  return flags("", {
    aged: proven !== NONE && provenAge >= scope.lane!.airgap,
    same: move.kind === "prove" && proven === move.result,
    differs: proven !== NONE && final !== NONE && proven !== final,
  });
}

function ofEnd(scope: Scope, state: State, b: number, outcome: number): string {
  const branch = state.branches[b];
  return flags("", {
    claimed: wasClaimed(branch, outcome),
    single: isSingle(branch.claimed),
    stands: stands(state, b, outcome),
    rivalled: rivalStands(state, b, outcome),
    proven: attested(state, b) === resultOf(scope, outcome),
  });
}

function ofResult(state: State, b: number, result: number): string {
  const branch = state.branches[b];
  return flags("", {
    reached: wasReached(branch, result),
    stands: resultStands(state, b, result),
    final: branch.final === result,
    dead: (branch.dead & (1 << result)) !== 0,
  });
}

/** The first of the two is the opener, or wins. */
function ofPair(rules: Rules, scope: Scope, state: State, one: number, other: number): string {
  const [a, b] = [state.claims[one], state.claims[other]];
  const relation = flags(` ${a.status} ${b.status}`, {
    together: a.branch === b.branch,
    allied: a.outcome === b.outcome,
    opened: state.disputes.some(({ opener }) => opener === one),
    locked: state.disputes.some((dispute) => dispute.lock > 0 && meets(dispute, one, other)),
  });
  return ofBranch(rules, scope, state, a.branch) + relation;
}

function ofClaim(state: State, claim: number): string {
  const { status } = state.claims[claim];
  return flags(` ${status}`, { disputed: state.disputes.some((d) => d.opener === claim || d.responder === claim) });
}

function flags(name: string, facts: Record<string, boolean>): string {
  const true_ = Object.keys(facts).filter((fact) => facts[fact]);
  return [name, ...true_].join(" ");
}
