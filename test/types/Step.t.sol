// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Step} from "../../contracts/types/Step.sol";

contract StepTest {
    function testFuzz_comparisons(uint64 a, uint64 b) public pure {
        (Step x, Step y) = (Step.wrap(a), Step.wrap(b));
        require((x == y) == (a == b), "==");
        require((x != y) == (a != b), "!=");
        require((x < y) == (a < b), "<");
        require((x <= y) == (a <= b), "<=");
        require(x == x && x <= x && !(x != x) && !(x < x), "with itself");
    }

    function testFuzz_arithmetic(uint48 a, uint48 b) public pure {
        Step sum = Step.wrap(a) + Step.wrap(b);
        require(Step.unwrap(sum) == uint256(a) + b, "+");
        require(sum - Step.wrap(b) == Step.wrap(a), "-");
    }

    /// @dev maxSteps may be 2^48 itself.
    function test_holdsTheEndOfTheLongestSpan() public pure {
        Step last = Step.wrap(2 ** 48 - 1);
        require(Step.unwrap(last + Step.wrap(1)) == 2 ** 48, "2^48");
    }

    function test_doesNotWrap() public view {
        try this.difference(Step.wrap(1), Step.wrap(2)) {
            revert("1 - 2 went through");
        } catch Panic(uint256 code) {
            require(code == 0x11, "another panic");
        }
    }

    function difference(Step a, Step b) external pure returns (Step) {
        return a - b;
    }
}
