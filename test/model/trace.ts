/** What a path through the model says in words. */
import { options } from "./agents.ts";
import { apply } from "./apply.ts";
import type { Move } from "./moves.ts";
import type { Rules } from "./rules.ts";
import { canonicalKey, initialState, isTrue, TRUTH, type Scope, type State } from "./state.ts";

/** One phrase per move, after the tick at which it happens. */
export function narrate(rules: Rules, scope: Scope, path: readonly number[]): string {
  const words: string[] = [];
  let state = initialState(scope);
  let now = 0;
  let said = -1;
  for (const option of path) {
    const { move } = options(rules, scope, state)[option];
    if (move.kind === "tick") now++;
    else words.push(`${said === now ? "" : `t=${now} `}${describe(scope, state, move)}`);
    if (move.kind !== "tick") said = now;
    state = apply(rules, scope, state, move).state;
    canonicalKey(state); // puts the claims in the order in which the path numbers them
  }
  return [...words, `t=${now} end`].join("; ");
}

function describe(scope: Scope, state: State, move: Move): string {
  const claim = (i: number) => {
    const { branch, outcome, honest } = state.claims[i];
    return `${honest ? "honest" : "adversary's"} ${name(scope, branch, outcome)}`;
  };
  switch (move.kind) {
    case "claim":
      return `${move.honest ? "honest agent" : "adversary"} claims ${name(scope, move.branch, move.outcome)}`;
    case "open":
      return `${claim(move.opener)} opens a dispute with ${claim(move.responder)}`;
    case "close":
      return `the dispute of ${claim(move.opener)} with ${claim(move.responder)} closes`;
    case "decide":
      return `${claim(move.loser)} loses to ${claim(move.winner)}`;
    case "finalize":
      return `${name(scope, move.branch, move.outcome)} becomes final`;
    case "prove":
      return `${name(scope, move.branch, move.result)} is proven`;
    case "settle":
      return `what is proven after ${scope.parents[move.branch] === undefined ? "the genesis" : `branch ${move.branch}`} becomes final`;
    case "freeze":
      return "the lane is frozen";
    case "revoke":
      return "the lane is revoked";
    case "abandon":
      return `${name(scope, move.branch, move.result)} is abandoned`;
    case "collect":
      return `${claim(move.claim)} collects`;
    case "tick":
      return "time passes";
  }
}

/** A result by the way that leads to it: A is the truth of a true parent, B, C, D are lies about it. */
function name(scope: Scope, branch: number, outcome: number): string {
  const parent = scope.parents[branch];
  const letter = outcome === TRUTH && isTrue(scope, branch) ? "truth" : `lie${outcome === TRUTH ? "" : outcome}`;
  return parent === undefined ? letter : `${name(scope, parent.branch, parent.result)}/${letter}`;
}
