import type { Step } from "../types/step.ts";
import type { Duration, Timestamp } from "../types/time.ts";

/** Where a dispute stands, its last dissection aside. */
export type Position = {
  /** First step of the segment that was dissected last. */
  readonly start: Step;
  /** Steps of that segment. */
  readonly length: Step;
  /** When that was: the mover's clock runs from here. */
  readonly movedAt: Timestamp;
  /** Seconds that each side has used at its turns. */
  readonly openerSpent: Duration;
  readonly responderSpent: Duration;
  /** Whose turn it is. */
  readonly openerMoves: boolean;
  /** Whether opening the dispute locked a bond. */
  readonly locked: boolean;
};

/*
 * Mirrors contracts/dispute/Position.sol, where a position is one word: locked | openerMoves | responderSpent u32 |
 * openerSpent u32 | movedAt u40 | length u64 | start u64, the last in the lowest bits.
 */

const LENGTH = 64n;
const MOVED_AT = 128n;
const OPENER_SPENT = 168n;
const RESPONDER_SPENT = 200n;
const OPENER_MOVES = 232n;
const LOCKED = 233n;

/** The word that calls carry. */
export function pack(position: Position): bigint {
  let word = BigInt(position.start);
  word |= BigInt(position.length) << LENGTH;
  word |= BigInt(position.movedAt) << MOVED_AT;
  word |= BigInt(position.openerSpent) << OPENER_SPENT;
  word |= BigInt(position.responderSpent) << RESPONDER_SPENT;
  if (position.openerMoves) word |= 1n << OPENER_MOVES;
  if (position.locked) word |= 1n << LOCKED;
  return word;
}

/** Stops the mover's clock at `now`, starts the other side's, and narrows the dispute to a segment. */
export function pass(position: Position, start: Step, length: Step, now: Timestamp): Position {
  const used = now - position.movedAt;
  return {
    ...position,
    start,
    length,
    movedAt: now,
    openerSpent: position.openerSpent + (position.openerMoves ? used : 0),
    responderSpent: position.responderSpent + (position.openerMoves ? 0 : used),
    openerMoves: !position.openerMoves,
  };
}
