import type { Duration, Timestamp } from "../types/time.ts";

/*
 * The clock of a dispute; mirrors contracts/dispute/Clock.sol. A side has an allowance for all its turns together, and never
 * less than a minimum for the turn at hand, so that a last move cannot be crowded out of one block. Half-open: a move is in
 * time iff now < deadline.
 */

/** What a side may use at its turn, in seconds, after using `spent` at its turns before. */
export function budget(spent: Duration, allowance: Duration, minimum: Duration): Duration {
  return Math.max(allowance - spent, minimum);
}

/** The first moment at which the turn is lost. */
export function deadline(movedAt: Timestamp, spent: Duration, allowance: Duration, minimum: Duration): Timestamp {
  return movedAt + budget(spent, allowance, minimum);
}

/**
 * The longest that `turns` turns of one side can take together, for allowance >= minimum and turns >= 1: up to the end of
 * the last turn begun with minimum or more left the side has spent at most the allowance, and each later turn has the minimum.
 */
export function longest(turns: number, allowance: Duration, minimum: Duration): Duration {
  return allowance + minimum * (turns - 1);
}
