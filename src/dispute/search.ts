import type { Step } from "../types/step.ts";
import { DisputeError } from "./error.ts";

/*
 * N-ary search over a span of steps. Integers only; mirrors contracts/dispute/Search.sol. Rules: docs/dispute.md, Search.
 * Rounds are counted from 1. Functions that speak of a round mean maxSteps rounded up to a power of two, where all segments
 * of a round are alike; where a segment of any length is cut is said by `cut`, and where maxSteps is a power of two they agree. Steps exceed 32 bits, so they are multiplied and divided, never shifted.
 */

/** The shape of a search: how many rounds narrow `maxSteps` steps to one. */
export type SearchDefinition = {
  /** Length of the span, 1 to 2^48. */
  readonly maxSteps: Step;
  /** Parts that a segment is cut into, a power of two from 2 to 128. */
  readonly nary: number;
  /** Rounds that cut into `nary` parts. */
  readonly fullRounds: number;
  /** Parts of the one further round, 0 when there is none. */
  readonly naryLastRound: number;
};

/** What rounds cost, in gas; see `optimal`. */
export type GasModel = {
  /** One move without its hashes and siblings: transaction, storage, event. */
  readonly round: number;
  /** One more hash in the list of a move. */
  readonly hash: number;
  /** One more sibling in the selection of a move. */
  readonly sibling: number;
  /** What the parties would pay to save one round's waiting. */
  readonly delay: number;
};

export const MAX_BITS = 48;
export const MAX_NARY = 128;

/**
 * The search over `maxSteps` steps that cuts into `nary` parts.
 * @throws DisputeError INVALID_MAX_STEPS, INVALID_NARY
 */
export function definition(maxSteps: Step, nary: number): SearchDefinition {
  if (!Number.isInteger(maxSteps) || maxSteps < 1 || maxSteps > 2 ** MAX_BITS) {
    const what = `A search over ${maxSteps} steps`;
    throw new DisputeError("INVALID_MAX_STEPS", { what, fix: "Take an integer from 1 to 2^48" });
  }
  if (!Number.isInteger(nary) || nary < 2 || nary > MAX_NARY || (nary & (nary - 1)) !== 0) {
    const what = `A search that cuts into ${nary} parts`;
    throw new DisputeError("INVALID_NARY", { what, fix: "Take 2, 4, 8, 16, 32, 64 or 128" });
  }
  const full = Math.floor(bits(maxSteps) / bits(nary));
  const left = bits(maxSteps) % bits(nary);
  return { maxSteps, nary, fullRounds: full, naryLastRound: left === 0 ? 0 : 2 ** left };
}

/** ceil(log2(n)) for n >= 1: the bits that tell n things apart. */
export function bits(n: number): number {
  let count = 0;
  while (2 ** count < n) count++;
  return count;
}

/** The least power of two that is not below `steps`. */
export function roundUp(steps: Step): Step {
  return 2 ** bits(steps);
}

/** Dissections until every segment is one step long. */
export function rounds(search: SearchDefinition): number {
  return search.fullRounds + (search.naryLastRound > 0 ? 1 : 0);
}

/** Parts that a segment of `length` steps is cut into. */
export function parts(length: Step, nary: number): number {
  return Math.min(length, nary);
}

/**
 * The step at cut `index`, 0 to parts, of the segment [start, start + length): start + floor(length * index / parts).
 * The product may exceed 2^53, so quotient and remainder are scaled apart.
 */
export function cut(start: Step, length: Step, nary: number, index: number): Step {
  const count = parts(length, nary);
  const rest = length % count;
  return start + ((length - rest) / count) * index + Math.floor((rest * index) / count);
}

/** Segment `index`, 0 to parts - 1, of the segment [start, start + length). */
export function segment(start: Step, length: Step, nary: number, index: number): { start: Step; length: Step } {
  const first = cut(start, length, nary, index);
  return { start: first, length: cut(start, length, nary, index + 1) - first };
}

/**
 * Parts that round `round` cuts a segment into.
 * @throws DisputeError INVALID_ROUND
 */
export function naryOfRound(search: SearchDefinition, round: number): number {
  requireRound(search, round);
  return round <= search.fullRounds ? search.nary : search.naryLastRound;
}

/**
 * The steps at the inner cuts that round `round` makes in the segment that starts at `base`.
 * @throws DisputeError INVALID_ROUND
 */
export function requiredSteps(search: SearchDefinition, round: number, base: Step): Step[] {
  const count = naryOfRound(search, round) - 1;
  return Array.from({ length: count }, (_, i) => stepFromBaseAndBits(search, round, base, i + 1));
}

/**
 * Which part round `round` selects on the way to step `step`.
 * @throws DisputeError INVALID_ROUND
 */
export function stepBitsForRound(search: SearchDefinition, round: number, step: Step): number {
  return Math.floor(step / 2 ** bitsBelow(search, round)) % naryOfRound(search, round);
}

/**
 * The first step of the part that a round's bits select in the segment that starts at `base`.
 * @throws DisputeError INVALID_ROUND
 */
export function stepFromBaseAndBits(search: SearchDefinition, round: number, base: Step, stepBits: number): Step {
  return base + stepBits * 2 ** bitsBelow(search, round);
}

/**
 * The step that one selection per round leads to: the inverse of `stepBitsForRound`.
 * @throws DisputeError INVALID_ROUND
 */
export function stepFromDecisionBits(search: SearchDefinition, decisions: readonly number[]): Step {
  return decisions.reduce((step, stepBits, i) => stepFromBaseAndBits(search, i + 1, step, stepBits), 0);
}

/** What all rounds of a search cost by `model`, in gas, the one-step proof aside: it is the same for every nary. */
export function cost(search: SearchDefinition, model: GasModel): number {
  let gas = 0;
  for (let round = 1; round <= rounds(search); round++) {
    const nary = naryOfRound(search, round);
    gas += model.round + model.delay + nary * model.hash + bits(nary) * model.sibling;
  }
  return gas;
}

/**
 * The search whose rounds cost least by `model`; of equals the one with fewer parts.
 * @throws DisputeError INVALID_MAX_STEPS
 */
export function optimal(maxSteps: Step, model: GasModel): SearchDefinition {
  let best = definition(maxSteps, 2);
  for (let nary = 4; nary <= MAX_NARY; nary *= 2) {
    const other = definition(maxSteps, nary);
    if (cost(other, model) < cost(best, model)) best = other;
  }
  return best;
}

/** How many low bits of a step the rounds after `round` decide. */
function bitsBelow(search: SearchDefinition, round: number): number {
  requireRound(search, round);
  if (round > search.fullRounds) return 0;
  const last = search.naryLastRound === 0 ? 0 : bits(search.naryLastRound);
  return (search.fullRounds - round) * bits(search.nary) + last;
}

function requireRound(search: SearchDefinition, round: number): void {
  if (Number.isInteger(round) && round >= 1 && round <= rounds(search)) return;
  const what = `Round ${round} of a search of ${rounds(search)} rounds`;
  throw new DisputeError("INVALID_ROUND", { what, fix: "Count rounds from 1" });
}
