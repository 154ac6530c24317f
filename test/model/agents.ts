/** Who makes which move: the honest agent does its duty in time, the adversary whatever it likes, anybody the rest. */
import { conceivable, type Move } from "./moves.ts";
import { accepts, wasClaimed, type Rules } from "./rules.ts";
import { ageOf, attested, honestClaim, isTrue, NONE, TRUTH, type Scope, type State } from "./state.ts";

/**
 * never: nobody wants it. may: it is somebody's free choice. must: it happens sooner or later, because time passes,
 * clocks run out, the honest agent acts, and anybody may call finalize, abandon, collect and close.
 */
export type Duty = "never" | "may" | "must";

export interface Option {
  readonly move: Move;
  readonly duty: Exclude<Duty, "never">;
}

/** Every move that may follow. */
export function options(rules: Rules, scope: Scope, state: State): Option[] {
  const found: Option[] = [];
  for (const move of conceivable(scope, state)) {
    if (!accepts(rules, scope, state, move)) continue;
    const duty = dutyOf(rules, scope, state, move);
    if (duty !== "never") found.push({ move, duty });
  }
  return found;
}

/** Does the honest agent owe a claim in this branch that the contract would accept now? */
export function owesClaim(rules: Rules, scope: Scope, state: State, branch: number): boolean {
  const { age } = state.branches[branch];
  if (age === NONE || !isTrue(scope, branch) || honestClaim(state, branch) !== NONE) return false;
  const move = { kind: "claim", branch, outcome: TRUTH, honest: true } as const;
  return rules.mustHold(state, scope, branch) && accepts(rules, scope, state, move);
}

function dutyOf(rules: Rules, scope: Scope, state: State, move: Move): Duty {
  const isHonest = (claim: number) => state.claims[claim].honest;
  switch (move.kind) {
    case "claim":
      return move.honest
        ? honestClaimDuty(rules, scope, state, move)
        : adversaryClaimDuty(state, move.branch, move.outcome);
    case "open":
      if (!rules.mayDispute(state, scope, move.opener, move.responder)) return "never";
      if (!isHonest(move.opener)) return "may";
      return state.disputes.filter(({ opener }) => isHonest(opener)).length < scope.capacity ? "must" : "never";
    case "decide":
      if (isHonest(move.loser)) return "never";
      return scope.disputes === "open" || isHonest(move.winner) ? "must" : "may";
    case "prove":
      return proofDuty(scope, state, move.branch, move.result);
    case "revoke":
      return scope.lane!.revocable ? "may" : "never";
    case "tick":
      return timePasses(rules, scope, state) ? "must" : "never";
    default:
      return "must";
  }
}

/** What is true anybody may prove; the honest prover does so where something else was proven on a true parent. */
function proofDuty(scope: Scope, state: State, branch: number, result: number): Duty {
  if (result !== TRUTH) return state.forgeries > 0 ? "may" : "never";
  return owesProof(scope, state, branch) ? "must" : "may";
}

/** Must the honest prover contradict what is attested in this branch? */
function owesProof(scope: Scope, state: State, branch: number): boolean {
  const found = attested(state, branch);
  return scope.lane?.prover === true && isTrue(scope, branch) && found !== NONE && found !== TRUTH;
}

/** Nobody needs a reason to tell the truth: the honest agent may also claim first, as a sequencer does. */
function honestClaimDuty(rules: Rules, scope: Scope, state: State, { branch, outcome }: ClaimMove): Duty {
  if (outcome !== TRUTH || !isTrue(scope, branch) || honestClaim(state, branch) !== NONE) return "never";
  return owesClaim(rules, scope, state, branch) ? "must" : "may";
}

type ClaimMove = Extract<Move, { kind: "claim" }>;

/** The lies of a branch are interchangeable, so they come up in the order of their numbers. */
function adversaryClaimDuty(state: State, branch: number, outcome: number): Duty {
  const inOrder = outcome <= 1 || wasClaimed(state.branches[branch], outcome - 1);
  return state.budget > 0 && inOrder ? "may" : "never";
}

/** Time passes unless something must come first, and only while it can still change anything. */
function timePasses(rules: Rules, scope: Scope, state: State): boolean {
  const end = rules.window + rules.grace;
  const timed = Number.isFinite(scope.disputeTicks);
  const matters =
    state.branches.some((branch) => ageOf(branch) !== NONE && ageOf(branch) < end) ||
    state.branches.some((branch, b) => attested(state, b) !== NONE && branch.provenAge < scope.lane!.airgap) ||
    state.frozen > 0 ||
    (timed && state.disputes.length > 0);
  if (state.branches.some((branch, b) => owesProof(scope, state, b) && branch.provenAge + 1 >= scope.lane!.airgap)) {
    return false;
  }
  const late = state.branches.some((b, i) => b.due >= rules.reaction && owesClaim(rules, scope, state, i));
  return matters && !late && !(timed && isOverdue(rules, scope, state));
}

/** With clocks: a dispute has run out, or somebody can do at once what this scope has done at once. */
function isOverdue(rules: Rules, scope: Scope, state: State): boolean {
  if (state.disputes.some((dispute) => dispute.ticksLeft === 0)) return true;
  return conceivable(scope, state)
    .filter(({ kind }) => kind === "open" || kind === "close" || kind === "finalize")
    .some((move) => accepts(rules, scope, state, move) && dutyOf(rules, scope, state, move) === "must");
}
