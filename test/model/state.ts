/**
 * The state of the model: a few branches, the claims that still matter, the disputes that are open.
 *
 * A *branch* is the set of claims about one batch on one parent result. End states are numbers: on a true parent 0 is
 * the truth and 1, 2, ... are lies; on a false parent every number is a lie.
 */

/** The end state that an honest re-execution reaches, on a true parent. */
export const TRUTH = 0;
export const NONE = -1;

/** A bond in units: one is burnt and one goes to the winner when its claim is refuted. */
export const BOND = 2;

/** Which branches may exist and what the adversary may spend. */
export interface Scope {
  /** `parents[b]` is the result that branch b builds on; branch 0 builds on a final one (undefined). */
  readonly parents: readonly (Parent | undefined)[];
  /** Claims that the adversary may make, allies of the truth included. */
  readonly claims: number;
  /** Distinct lies per branch. */
  readonly lies: number;
  /** The lie, if any, that leads to the true result from another end state, as two void runs do. */
  readonly twin?: number;
  /**
   * `atomic`: a dispute is opened and decided at once. `open`: opening, length and locked bonds are states of their own.
   * While a dispute is open nothing but bonds depends on it, so both reach the same settlements (a test compares them).
   */
  readonly disputes: "atomic" | "open";
  /** Longest dispute in ticks, the honest agent's reaction included. Infinite: any length, but it ends. */
  readonly disputeTicks: number;
  /** How many disputes the honest agent can afford to have open at once. */
  readonly capacity: number;
  /** A validity lane, if there is one. */
  readonly lane?: Lane;
}

/** Anybody can prove what is true; see docs/validity.md. */
export interface Lane {
  /** Ticks from a proof's acceptance until it settles, and of a freeze. */
  readonly airgap: number;
  readonly timelock: number;
  /** False proofs that a verifier lets through. */
  readonly forgeries: number;
  /** Is there an honest prover, who contradicts a false proof before its airgap ends? */
  readonly prover: boolean;
  /** Does the proposer revoke the lane whenever it likes? */
  readonly revocable: boolean;
}

export interface Parent {
  readonly branch: number;
  readonly result: number;
}

export interface Branch {
  /** Ticks since the first claim; NONE before it. */
  age: number;
  /** Bit o: end state o has been claimed, refuted or not. */
  claimed: number;
  /** Bit r: so has some end state that leads to result r. A result has the number of its first end state. */
  results: number;
  /** The final result, or NONE. */
  final: number;
  /** Bit r: result r was abandoned. */
  dead: number;
  /** For how many ticks the honest agent has owed a claim here. */
  due: number;
  /** The result that was proven first, or NONE; forgotten when the lane is revoked. */
  proven: number;
  /** Ticks since it was, up to the airgap. */
  provenAge: number;
  /** Another one was proven too. */
  contradicted: boolean;
  /** Ticks since the windows began again because a proof became void; NONE if they did not. */
  reopened: number;
}

/** A collected claim got its bond back; a fallen one lost it to a proof. */
export type Status = "standing" | "refuted" | "collected" | "fallen";

export interface Claim {
  /** How many claims were made before it; no part of a state's key. */
  readonly id: number;
  readonly branch: number;
  /** The end state that it opens. */
  readonly outcome: number;
  readonly result: number;
  readonly honest: boolean;
  status: Status;
  /** What the contract still holds for it: BOND while it stands, then 0. */
  bond: number;
}

export interface Dispute {
  opener: number;
  responder: number;
  /** The further bond that opening it locked: BOND or 0. */
  lock: number;
  ticksLeft: number;
}

export interface State {
  branches: Branch[];
  claims: Claim[];
  disputes: Dispute[];
  /** Claims that the adversary may still make. */
  budget: number;
  /** False proofs that it may still make. */
  forgeries: number;
  revoked: boolean;
  /** Ticks in which no result becomes final. */
  frozen: number;
  /** Claims ever made; no part of a state's key. */
  made: number;
}

/** Nothing is claimed yet. */
export function initialState(scope: Scope): State {
  const unproven = { proven: NONE, provenAge: 0, contradicted: false, reopened: NONE };
  const fresh = { age: NONE, claimed: 0, results: 0, final: NONE, dead: 0, due: 0, ...unproven };
  const branches = scope.parents.map(() => ({ ...fresh }));
  const lane = { forgeries: scope.lane?.forgeries ?? 0, revoked: scope.lane === undefined, frozen: 0 };
  return { branches, claims: [], disputes: [], budget: scope.claims, made: 0, ...lane };
}

/** A copy that shares nothing mutable. */
export function copy(state: State): State {
  return {
    branches: state.branches.map((branch) => ({ ...branch })),
    claims: state.claims.map((claim) => ({ ...claim })),
    disputes: state.disputes.map((dispute) => ({ ...dispute })),
    budget: state.budget,
    forgeries: state.forgeries,
    revoked: state.revoked,
    frozen: state.frozen,
    made: state.made,
  };
}

/** True iff every result on the way to this branch is the truth. */
export function isTrue(scope: Scope, branch: number): boolean {
  const parent = scope.parents[branch];
  return parent === undefined || (parent.result === TRUTH && isTrue(scope, parent.branch));
}

/** Ticks since the windows of a branch began, with the first claim or anew; NONE before the first claim. */
export function ageOf({ age, reopened }: Branch): number {
  return age === NONE || reopened === NONE ? age : Math.min(age, reopened);
}

/** The result that a proof attests in this branch now, or NONE. */
export function attested(state: State, branch: number): number {
  const { proven, contradicted } = state.branches[branch];
  return state.revoked || contradicted ? NONE : proven;
}

/** The result that an end state leads to. */
export function resultOf(scope: Scope, outcome: number): number {
  return outcome === scope.twin ? TRUTH : outcome;
}

/** Does a claim for this end state stand? */
export function stands(state: State, branch: number, outcome: number): boolean {
  return state.claims.some((c) => c.status === "standing" && c.branch === branch && c.outcome === outcome);
}

/** Does a claim for any other end state stand? */
export function rivalStands(state: State, branch: number, outcome: number): boolean {
  return state.claims.some((c) => c.status === "standing" && c.branch === branch && c.outcome !== outcome);
}

/** Index of the honest agent's claim in `branch`, or NONE. */
export function honestClaim(state: State, branch: number): number {
  return state.claims.findIndex((claim) => claim.honest && claim.branch === branch);
}

/** Everything that the contract holds, in units of half a bond. */
export function held(state: State): number {
  const bonds = state.claims.reduce((sum, claim) => sum + claim.bond, 0);
  return state.disputes.reduce((sum, dispute) => sum + dispute.lock, bonds);
}

/** Puts interchangeable claims in one order and names the state by a string. */
export function canonicalKey(state: State): string {
  sortClaims(state);
  const codes = [state.budget, state.forgeries, state.revoked ? 1 : 0, state.frozen];
  for (const b of state.branches) {
    codes.push(b.age + 1, b.claimed, b.results, b.final + 1, b.dead, b.due);
    codes.push(b.proven + 1, b.provenAge, b.contradicted ? 1 : 0, b.reopened + 1);
  }
  for (const c of state.claims) codes.push(claimCode(c));
  codes.push(0xffff);
  for (const { opener, responder, lock, ticksLeft } of state.disputes) {
    codes.push(opener, responder, lock, Number.isFinite(ticksLeft) ? ticksLeft : 0xffff);
  }
  return String.fromCharCode(...codes);
}

const STATUSES: readonly Status[] = ["standing", "refuted", "collected", "fallen"];

function claimCode(claim: Claim): number {
  const status = STATUSES.indexOf(claim.status);
  return (claim.branch << 8) | (claim.outcome << 4) | (status << 1) | (claim.honest ? 1 : 0);
}

/** Claims that differ only by name are told apart by their disputes; a tie only costs a state that is met twice. */
function sortClaims(state: State): void {
  const { claims, disputes } = state;
  const ranks = claims.map((claim) => claimCode(claim) * 2 ** 32);
  for (const { opener, responder, lock, ticksLeft } of disputes) {
    const about = lock * 2 + (Number.isFinite(ticksLeft) ? ticksLeft * 8 : 0);
    ranks[opener] += mix(claimCode(claims[responder]), about);
    ranks[responder] += mix(claimCode(claims[opener]), about + 1);
  }
  const order = claims.map((_, i) => i).sort((i, j) => ranks[i] - ranks[j]);
  state.claims = order.map((i) => claims[i]);
  for (const dispute of disputes) {
    dispute.opener = order.indexOf(dispute.opener);
    dispute.responder = order.indexOf(dispute.responder);
  }
  disputes.sort((a, b) => a.opener - b.opener || a.responder - b.responder);
}

/** A summand below 2^28, so that the sum over a claim's disputes stays below its code. */
function mix(code: number, about: number): number {
  return Math.imul((code << 8) ^ about, 0x9e3779b1) >>> 4;
}
