/** Breadth-first search through everything that can happen; the first violation found has a shortest path. */
import { options, type Option } from "./agents.ts";
import { apply, type Successor } from "./apply.ts";
import type { Move } from "./moves.ts";
import type { Rules } from "./rules.ts";
import { canonicalKey, held, initialState, isTrue, NONE, resultOf, TRUTH, type Scope, type State } from "./state.ts";

export type Wrong =
  | "a false result is final"
  | "a dead result is final"
  | "no result can become final"
  | "a bond cannot be returned"
  | "a bond is paid twice"
  | "money from nowhere";

export interface Violation {
  readonly wrong: Wrong;
  /** Which of its options each state on the way took, from the initial state on. */
  readonly path: readonly number[];
}

export interface Report {
  /** Distinct states reached. */
  readonly states: number;
  /** States in which nothing can happen any more. */
  readonly ends: number;
  /** Largest age, in ticks, at which a result of branch 0 became final. */
  readonly slowest: number;
  readonly violation?: Violation;
}

export interface Search {
  /** Passes over everything else that is wrong. */
  readonly sought?: Wrong;
  /** Is shown every state. */
  readonly visit?: (state: State) => void;
}

/** Explores every reachable state, or up to the first violation. */
export function explore(rules: Rules, scope: Scope, search: Search = {}): Report {
  return new Exploration(rules, scope, search).run();
}

class Exploration {
  readonly #rules: Rules;
  readonly #scope: Scope;
  readonly #search: Search;
  readonly #seen = new Set<string>();
  /** How each state, in the order of discovery, was first reached: from which one, and by which of its options. */
  readonly #origins: { from: number; option: number }[] = [];
  #ends = 0;
  #slowest = 0;
  #violation: Violation | undefined;

  constructor(rules: Rules, scope: Scope, search: Search) {
    this.#rules = rules;
    this.#scope = scope;
    this.#search = search;
  }

  run(): Report {
    let level: State[] = [];
    this.#meet(initialState(this.#scope), NONE, NONE, level);
    // States are numbered in the order of discovery, so a level's come one after the other.
    for (let number = 0; level.length > 0;) {
      const next: State[] = [];
      for (const state of level) {
        this.#expand(state, number++, next);
        if (this.#violation !== undefined) return this.#report();
      }
      level = next;
    }
    return this.#report();
  }

  #report(): Report {
    const report = { states: this.#seen.size, ends: this.#ends, slowest: this.#slowest };
    return this.#violation === undefined ? report : { ...report, violation: this.#violation };
  }

  #expand(state: State, number: number, next: State[]): void {
    this.#search.visit?.(state);
    const found = options(this.#rules, this.#scope, state);
    if (found.length === 0) this.#ends++;
    this.#judge(stuckness(this.#scope, state, found), number, NONE);
    for (const [option, { move }] of found.entries()) {
      const successor = apply(this.#rules, this.#scope, state, move);
      this.#judge(breach(this.#scope, state, successor, move), number, option);
      if (move.kind === "finalize" && move.branch === 0) {
        this.#slowest = Math.max(this.#slowest, state.branches[0].age);
      }
      this.#meet(successor.state, number, option, next);
    }
  }

  #meet(state: State, from: number, option: number, next: State[]): void {
    const key = canonicalKey(state);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#origins.push({ from, option });
    next.push(state);
  }

  /** Notes what is wrong in state `number` or, with an option, after it, unless something has been noted. */
  #judge(wrong: Wrong | undefined, number: number, option: number): void {
    const { sought } = this.#search;
    if (wrong === undefined || this.#violation !== undefined || (sought !== undefined && wrong !== sought)) return;
    const path = option === NONE ? [] : [option];
    for (let at = number; this.#origins[at].from !== NONE; at = this.#origins[at].from) {
      path.unshift(this.#origins[at].option);
    }
    this.#violation = { wrong, path };
  }
}

/** What is wrong with one transition. */
function breach(scope: Scope, before: State, { state, flow }: Successor, move: Move): Wrong | undefined {
  if (move.kind === "finalize" && isFalse(scope, move.branch, resultOf(scope, move.outcome))) {
    return "a false result is final";
  }
  if (move.kind === "settle" && isFalse(scope, move.branch, state.branches[move.branch].final)) {
    return "a false result is final";
  }
  if (state.branches.some(({ final, dead }) => final !== NONE && (dead & (1 << final)) !== 0)) {
    return "a dead result is final";
  }
  if (state.claims.some((claim) => claim.bond < 0)) return "a bond is paid twice";
  if (held(state) !== held(before) + flow.deposited - flow.paid - flow.burnt) return "money from nowhere";
  return undefined;
}

/** Everything that is built on a lie is one. */
function isFalse(scope: Scope, branch: number, result: number): boolean {
  return result !== TRUTH || !isTrue(scope, branch);
}

/** A state in which nothing must happen any more, though a result or a bond is still owed. */
function stuckness(scope: Scope, state: State, found: readonly Option[]): Wrong | undefined {
  if (found.some(({ duty }) => duty === "must")) return undefined;
  const open = state.branches.some((b, i) => b.age !== NONE && isTrue(scope, i) && b.final !== TRUTH);
  if (open) return "no result can become final";
  return held(state) > 0 ? "a bond cannot be returned" : undefined;
}
