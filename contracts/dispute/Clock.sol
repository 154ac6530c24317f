// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Duration, Timestamp} from "../types/Time.sol";

/// @title The clock of a dispute
/// @notice Mirrors src/dispute/clock.ts. A side has an allowance for all its turns together, and never less than a minimum for
/// the turn at hand, so that a last move cannot be crowded out of one block. Half-open: a move is in time iff now < deadline.
library Clock {
    /// @notice What a side may use at its turn.
    /// @param spent what it has used at its turns before
    function budget(Duration spent, Duration allowance, Duration minimum) internal pure returns (Duration) {
        if (allowance < spent + minimum) return minimum;
        return allowance - spent;
    }

    /// @notice The first moment at which the turn is lost.
    function deadline(
        Timestamp movedAt,
        Duration spent,
        Duration allowance,
        Duration minimum
    ) internal pure returns (Timestamp) {
        return movedAt.plus(budget(spent, allowance, minimum));
    }

    /// @notice The longest that `turns` turns of one side can take together, for allowance >= minimum and turns >= 1.
    /// @dev Let j be the last turn begun with spent <= allowance - minimum (the first is one): until its end the side has spent
    /// at most the allowance, and each later turn has the minimum.
    function longest(uint32 turns, Duration allowance, Duration minimum) internal pure returns (Duration) {
        return allowance + minimum.times(turns - 1);
    }
}
