// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Step} from "../types/Step.sol";
import {Duration, Timestamp} from "../types/Time.sol";

/// @dev Where a dispute stands, its last dissection aside, as one word: calls carry it, and seven words would cost more than
/// all the rest of a move. src/dispute/position.ts packs it; there it is a record. From the lowest bit up:
///
///   start u64           first step of the segment that was dissected last
///   length u64          steps of that segment
///   movedAt u40         when that was: the mover's clock runs from here
///   openerSpent u32     seconds that the opener has used at its turns
///   responderSpent u32  seconds that the responder has used at its turns
///   openerMoves u1      whose turn it is
///   locked u1           whether opening the dispute locked a bond
///
/// Higher bits are zero in every word that a dispute commits to.
type Position is uint256;

using {start, length, movedAt, spent, openerMoves, isLocked, pass} for Position global;

uint256 constant LENGTH = 64;
uint256 constant MOVED_AT = 128;
uint256 constant OPENER_SPENT = 168;
uint256 constant RESPONDER_SPENT = 200;
uint256 constant OPENER_MOVES = 1 << 232;
uint256 constant LOCKED = 1 << 233;

/// @dev Of a dispute just opened over a whole span: the responder moves next.
function opening(Step span, Timestamp now_, bool locked) pure returns (Position) {
    uint256 word = (uint256(Step.unwrap(span)) << LENGTH) | (uint256(Timestamp.unwrap(now_)) << MOVED_AT);
    return Position.wrap(locked ? word | LOCKED : word);
}

function start(Position self) pure returns (Step) {
    return Step.wrap(uint64(Position.unwrap(self)));
}

function length(Position self) pure returns (Step) {
    return Step.wrap(uint64(Position.unwrap(self) >> LENGTH));
}

function movedAt(Position self) pure returns (Timestamp) {
    return Timestamp.wrap(uint40(Position.unwrap(self) >> MOVED_AT));
}

/// @dev What the side whose turn it is has used at its turns before.
function spent(Position self) pure returns (Duration) {
    return Duration.wrap(uint32(Position.unwrap(self) >> (openerMoves(self) ? OPENER_SPENT : RESPONDER_SPENT)));
}

function openerMoves(Position self) pure returns (bool) {
    return Position.unwrap(self) & OPENER_MOVES != 0;
}

function isLocked(Position self) pure returns (bool) {
    return Position.unwrap(self) & LOCKED != 0;
}

/// @dev Stops the mover's clock at `now_`, starts the other side's, and narrows the dispute to a segment.
function pass(Position self, Step first, Step count, Timestamp now_) pure returns (Position) {
    uint256 word = Position.unwrap(self);
    uint256 shift = openerMoves(self) ? OPENER_SPENT : RESPONDER_SPENT;
    uint256 used = Duration.unwrap(spent(self) + now_.since(movedAt(self)));
    // Both sides' times and the two flags stay where they are; the mover's own is replaced, the rest is new.
    uint256 kept = word & ~(((uint256(1) << OPENER_SPENT) - 1) | (uint256(type(uint32).max) << shift));
    uint256 segment = Step.unwrap(first) | (uint256(Step.unwrap(count)) << LENGTH);
    uint256 moment = uint256(Timestamp.unwrap(now_)) << MOVED_AT;
    return Position.wrap((kept | segment | moment | (used << shift)) ^ OPENER_MOVES);
}
