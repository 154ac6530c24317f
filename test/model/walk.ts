/** Random walks through the model, and few of them that together show every situation that many show. */
import type { Random } from "../guest/random.ts";
import { options } from "./agents.ts";
import { apply } from "./apply.ts";
import { conceivable, type Move } from "./moves.ts";
import type { Rules } from "./rules.ts";
import { situation } from "./situation.ts";
import { initialState, type Scope, type State } from "./state.ts";

export interface Step {
  readonly state: State;
  readonly move: Move;
  /** Of a dispute that opens here: will its opener be the one that falls silent? */
  readonly openerFalls: boolean;
}

/** A walk to an end of the model. */
export function walk(rules: Rules, scope: Scope, random: Random): Step[] {
  const steps: Step[] = [];
  const fallen = new Map<string, number>();
  for (let state = initialState(scope); ;) {
    const next = options(rules, scope, state).filter(({ move }) => isFated(fallen, state, move));
    if (next.length === 0) return steps;
    // Kinds first, so that the many ways to do one thing do not crowd out the others.
    const kinds = [...new Set(next.map(({ move }) => move.kind))];
    const kind = kinds[random.below(kinds.length)];
    const ofKind = next.filter(({ move }) => move.kind === kind);
    const { move } = ofKind[random.below(ofKind.length)];
    const openerFalls = move.kind === "open" && drawFall(fallen, state, move, random);
    steps.push({ state, move, openerFalls });
    state = apply(rules, scope, state, move).state;
  }
}

type OpenMove = Extract<Move, { kind: "open" }>;

/** On chain who falls silent shows before the dispute ends, so it is drawn when it opens. Only the adversary does. */
function drawFall(fallen: Map<string, number>, state: State, { opener, responder }: OpenMove, random: Random): boolean {
  const [own, other] = [state.claims[opener], state.claims[responder]];
  const openerFalls = other.honest || (!own.honest && random.below(2) === 0);
  fallen.set(pair(own.id, other.id), openerFalls ? own.id : other.id);
  return openerFalls;
}

function isFated(fallen: Map<string, number>, state: State, move: Move): boolean {
  if (move.kind !== "decide") return true;
  const [winner, loser] = [state.claims[move.winner].id, state.claims[move.loser].id];
  return fallen.get(pair(winner, loser)) === loser;
}

function pair(a: number, b: number): string {
  return `${Math.min(a, b)} ${Math.max(a, b)}`;
}

/** Picks at most `count` walks, each time the one with the most situations that none before it has. */
export function cover(rules: Rules, scope: Scope, walks: readonly Step[][], count: number): Step[][] {
  const names = (state: State) => conceivable(scope, state).map((move) => situation(rules, scope, state, move));
  const left = walks.map((steps) => new Set(steps.flatMap(({ state }) => names(state))));
  const picked: Step[][] = [];
  while (picked.length < count) {
    const best = left.reduce((a, set, walk) => (set.size > left[a].size ? walk : a), 0);
    if (left[best].size === 0) break;
    picked.push(walks[best]);
    const shown = [...left[best]];
    for (const set of left) shown.forEach((name) => set.delete(name));
  }
  return picked;
}
