// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {opening, Position} from "../../contracts/dispute/Position.sol";
import {Step} from "../../contracts/types/Step.sol";
import {Duration, Timestamp} from "../../contracts/types/Time.sol";

contract PositionTest {
    /// @dev The times are bounded so that no clock overflows: 2^31 s are 68 years.
    function testFuzz_passesTheTurn(uint64 start, uint64 length, uint40 movedAt, uint32 used, bool locked) public pure {
        Timestamp first = Timestamp.wrap(movedAt / 2);
        Timestamp second = first.plus(Duration.wrap(used / 4));
        Timestamp third = second.plus(Duration.wrap(used / 8));
        Position position = opening(Step.wrap(length), first, locked);
        check(position, Step.wrap(0), Step.wrap(length), first, 0, false, locked);
        position = position.pass(Step.wrap(start), Step.wrap(9), second);
        check(position, Step.wrap(start), Step.wrap(9), second, 0, true, locked);
        position = position.pass(Step.wrap(7), Step.wrap(length), third);
        check(position, Step.wrap(7), Step.wrap(length), third, used / 4, false, locked);
        position = position.pass(Step.wrap(8), Step.wrap(1), third);
        check(position, Step.wrap(8), Step.wrap(1), third, used / 8, true, locked);
    }

    /// @dev Bits above the fields stay as they are, so that a word with any never becomes one without.
    function testFuzz_neverLosesForeignBits(uint256 word, uint64 start) public pure {
        uint256 calm = word & ~(uint256(type(uint64).max) << 168);
        Timestamp now_ = Position.wrap(calm).movedAt();
        Position passed = Position.wrap(calm).pass(Step.wrap(start), Step.wrap(start), now_);
        require(Position.unwrap(passed) >> 234 == word >> 234, "foreign bits");
    }

    function check(
        Position position,
        Step start,
        Step length,
        Timestamp movedAt,
        uint32 spent,
        bool openerMoves,
        bool locked
    ) private pure {
        require(position.start() == start && position.length() == length, "segment");
        require(Timestamp.unwrap(position.movedAt()) == Timestamp.unwrap(movedAt), "time");
        require(Duration.unwrap(position.spent()) == spent, "spent");
        require(position.openerMoves() == openerMoves && position.isLocked() == locked, "flags");
        require(Position.unwrap(position) >> 234 == 0, "foreign bits");
    }
}
