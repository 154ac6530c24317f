/** Everything that anybody could try, and time. */
import { NONE, type Dispute, type Scope, type State } from "./state.ts";

/** Claims are named by their index in the state. */
export type Move =
  | { readonly kind: "claim"; readonly branch: number; readonly outcome: number; readonly honest: boolean }
  | { readonly kind: "open"; readonly opener: number; readonly responder: number }
  | { readonly kind: "close"; readonly opener: number; readonly responder: number }
  | { readonly kind: "decide"; readonly winner: number; readonly loser: number }
  | { readonly kind: "finalize"; readonly branch: number; readonly outcome: number }
  | { readonly kind: "prove"; readonly branch: number; readonly result: number }
  | { readonly kind: "settle" | "freeze"; readonly branch: number }
  | { readonly kind: "revoke" }
  | { readonly kind: "abandon"; readonly branch: number; readonly result: number }
  | { readonly kind: "collect"; readonly claim: number }
  | { readonly kind: "tick" };

/** Every move that can be named in `state`, possible or not. */
export function conceivable(scope: Scope, state: State): Move[] {
  const moves: Move[] = [{ kind: "tick" }];
  state.branches.forEach(({ age }, branch) => {
    for (let outcome = 0; outcome <= scope.lies; outcome++) {
      moves.push({ kind: "claim", branch, outcome, honest: true }, { kind: "claim", branch, outcome, honest: false });
      if (age === NONE) continue;
      moves.push({ kind: "finalize", branch, outcome }, { kind: "abandon", branch, result: outcome });
    }
  });
  if (scope.lane !== undefined && !state.revoked) moves.push(...proofs(scope, state));
  state.claims.forEach((_, claim) => {
    moves.push({ kind: "collect", claim });
    for (let other = 0; other < claim; other++) moves.push(...meetings(scope, state, claim, other));
  });
  return moves;
}

/** What can be tried with a validity lane. */
function proofs(scope: Scope, state: State): Move[] {
  const moves: Move[] = [{ kind: "revoke" }];
  state.branches.forEach((_, branch) => {
    moves.push({ kind: "settle", branch }, { kind: "freeze", branch });
    for (let result = 0; result <= scope.lies; result++) moves.push({ kind: "prove", branch, result });
  });
  return moves;
}

/** What can be tried between two claims. */
function meetings(scope: Scope, state: State, a: number, b: number): Move[] {
  if (scope.disputes === "atomic") return decisions(a, b);
  const met = state.disputes.find((dispute) => meets(dispute, a, b));
  if (met !== undefined) return [...decisions(a, b), { kind: "close", opener: met.opener, responder: met.responder }];
  return [
    { kind: "open", opener: a, responder: b },
    { kind: "open", opener: b, responder: a },
  ];
}

function decisions(a: number, b: number): Move[] {
  return [
    { kind: "decide", winner: a, loser: b },
    { kind: "decide", winner: b, loser: a },
  ];
}

/** Is this the dispute of these two claims? */
export function meets(dispute: Dispute, a: number, b: number): boolean {
  const { opener, responder } = dispute;
  return (opener === a && responder === b) || (opener === b && responder === a);
}
