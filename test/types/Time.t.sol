// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {currentTime, Duration, Timestamp} from "../../contracts/types/Time.sol";

contract TimeTest {
    function testFuzz_addsUp(uint32 start, uint32 a, uint32 b) public pure {
        Duration first = Duration.wrap(a / 2);
        Duration second = Duration.wrap(b / 2);
        Timestamp then_ = Timestamp.wrap(start);
        require(Duration.unwrap(then_.plus(first).since(then_)) == a / 2, "since undoes plus");
        require(Duration.unwrap(first + second) == uint256(a / 2) + b / 2, "sum");
        require(Duration.unwrap(first + second - second) == a / 2, "difference undoes sum");
        require((first < second) == (a / 2 < b / 2), "shorter");
        require((then_.plus(first) < then_.plus(second)) == (a / 2 < b / 2), "before");
    }

    function testFuzz_times(uint16 span, uint16 factor) public pure {
        require(Duration.unwrap(Duration.wrap(span).times(factor)) == uint256(span) * factor, "times");
    }

    /// @dev A span that no Duration can say is cut, not wrapped: a clock may run out, never start anew.
    function test_longSpansAreCut() public pure {
        Timestamp start = Timestamp.wrap(0);
        require(Duration.unwrap(Timestamp.wrap(type(uint32).max).since(start)) == type(uint32).max, "longest");
        require(Duration.unwrap(Timestamp.wrap(uint40(1) << 32).since(start)) == type(uint32).max, "beyond");
        require(Duration.unwrap(Timestamp.wrap(type(uint40).max).since(start)) == type(uint32).max, "far beyond");
    }

    function test_isTheBlocksTime() public view {
        require(Timestamp.unwrap(currentTime()) == block.timestamp, "now");
    }
}
