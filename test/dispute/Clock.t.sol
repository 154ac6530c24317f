// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Clock} from "../../contracts/dispute/Clock.sol";
import {Duration, Timestamp} from "../../contracts/types/Time.sol";

contract ClockTest {
    function testFuzz_neverBelowTheMinimum(uint24 spent, uint24 allowance, uint24 minimum) public pure {
        Duration left = Clock.budget(Duration.wrap(spent), Duration.wrap(allowance), Duration.wrap(minimum));
        uint256 expected = spent + uint256(minimum) > allowance ? minimum : allowance - spent;
        require(Duration.unwrap(left) == expected, "budget");
        Timestamp end = Clock.deadline(
            Timestamp.wrap(1_000_000),
            Duration.wrap(spent),
            Duration.wrap(allowance),
            Duration.wrap(minimum)
        );
        require(Timestamp.unwrap(end) == 1_000_000 + expected, "deadline");
    }

    /// @dev A side that uses, at each turn, any part of what it may never exceeds `longest`, and one that waits to the last
    /// second at its first turn reaches it.
    function testFuzz_longestIsTheMost(uint256 seed, uint16 allowance_, uint16 minimum_, uint8 turns_) public pure {
        uint32 turns = 1 + (turns_ % 32);
        Duration minimum = Duration.wrap(1 + uint32(minimum_));
        Duration allowance = minimum + Duration.wrap(allowance_);
        Duration longest = Clock.longest(turns, allowance, minimum);
        (Duration any, Duration slow) = (Duration.wrap(0), Duration.wrap(0));
        for (uint32 i = 0; i < turns; i++) {
            uint32 left = Duration.unwrap(Clock.budget(any, allowance, minimum));
            any = any + Duration.wrap(uint32(uint256(keccak256(abi.encode(seed, i))) % (left + 1)));
            slow = slow + Clock.budget(slow, allowance, minimum);
        }
        require(!(longest < any), "outlasted");
        require(Duration.unwrap(slow) == Duration.unwrap(longest), "not reached");
    }
}
