// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Search, SearchDefinition} from "../../contracts/dispute/Search.sol";
import {Step} from "../../contracts/types/Step.sol";

contract SearchTest {
    /// @dev Following any target, the segments shrink to that one step within `rounds` rounds.
    function testFuzz_findsEveryStep(uint64 span, uint64 target, uint8 power) public pure {
        find(1 + (span % (1 << 48)), target, nary(power));
    }

    function test_findsTheEndsOfTheEdges() public pure {
        for (uint8 power = 0; power < 7; power++) {
            for (uint256 k = 0; k <= 48; k++) {
                for (uint256 span = (1 << k) - 1; span <= (1 << k) + 1; span++) {
                    if (span == 0 || span > 1 << 48) continue;
                    find(uint64(span), 0, nary(power));
                    find(uint64(span), uint64(span - 1), nary(power));
                }
            }
        }
    }

    function test_findsEveryStepOfSmallSpans() public pure {
        for (uint8 power = 0; power < 7; power++) {
            for (uint64 span = 1; span <= 33; span++) {
                for (uint64 target = 0; target < span; target++) find(span, target, nary(power));
            }
        }
    }

    /// @dev Parts ascend, meet, and fill the segment.
    function testFuzz_cutsLeaveNoGap(uint64 start_, uint64 span, uint8 power) public pure {
        Step start = Step.wrap(start_ % (1 << 48));
        Step length = Step.wrap(1 + (span % (1 << 48)));
        uint256 parts = Search.parts(length, nary(power));
        Step at_ = start;
        for (uint256 i = 0; i < parts; i++) {
            (Step first, Step count) = Search.segment(start, length, nary(power), i);
            require(first == at_ && Step.wrap(0) < count, "part");
            at_ = at_ + count;
        }
        require(at_ == start + length, "end");
    }

    function testFuzz_decisionBitsAreTheStep(uint64 span, uint64 target, uint8 power) public pure {
        SearchDefinition memory search = Search.definition(Step.wrap(1 + (span % (1 << 48))), nary(power));
        Step step = Step.wrap(target % Step.unwrap(search.maxSteps));
        uint256[] memory decisions = new uint256[](Search.rounds(search));
        for (uint256 i = 0; i < decisions.length; i++) decisions[i] = Search.stepBitsForRound(search, i + 1, step);
        require(Search.stepFromDecisionBits(search, decisions) == step, "step");
    }

    function find(uint64 span, uint64 target, uint256 parts) private pure {
        target %= span;
        (Step start, Step length) = (Step.wrap(0), Step.wrap(span));
        uint256 rounds = Search.rounds(Search.definition(length, parts));
        uint256 used = 0;
        while (length != Step.wrap(1)) {
            uint256 index = 0;
            while (index + 1 < Search.parts(length, parts) && isAtOrBefore(start, length, parts, index + 1, target))
                index++;
            (start, length) = Search.segment(start, length, parts, index);
            used++;
        }
        require(start == Step.wrap(target), "another step");
        require(used <= rounds, "too many rounds");
    }

    function isAtOrBefore(
        Step start,
        Step length,
        uint256 parts,
        uint256 index,
        uint64 target
    ) private pure returns (bool) {
        return Search.cut(start, length, parts, index) <= Step.wrap(target);
    }

    function nary(uint8 power) private pure returns (uint256) {
        return 2 << (power % 7);
    }
}
