// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Step} from "../types/Step.sol";

/// @notice The shape of an N-ary search: how many rounds narrow `maxSteps` steps to one.
/// @param maxSteps length of the span, 1 to 2^48
/// @param nary parts that a segment is cut into, a power of two from 2 to 128
/// @param fullRounds rounds that cut into `nary` parts
/// @param naryLastRound parts of the one further round, 0 when there is none
struct SearchDefinition {
    Step maxSteps;
    uint8 nary;
    uint8 fullRounds;
    uint8 naryLastRound;
}

/// @notice What rounds cost, in gas; see `Search.optimal`.
/// @param round one move without its hashes and siblings: transaction, storage, event
/// @param hash one more hash in the list of a move
/// @param sibling one more sibling in the selection of a move
/// @param delay what the parties would pay to save one round's waiting
struct GasModel {
    uint256 round;
    uint256 hash;
    uint256 sibling;
    uint256 delay;
}

/// @title N-ary search over a span of steps
/// @notice Integers only; mirrors src/dispute/search.ts. Rules: docs/dispute.md, Search. Rounds are counted from 1. Functions
/// that speak of a round mean maxSteps rounded up to a power of two, where all segments of a round are alike; where a segment of
/// any length is cut is said by `cut`, and where maxSteps is a power of two they agree.
library Search {
    /// @notice The span is empty or longer than 2^48 steps.
    error InvalidMaxSteps(uint256 maxSteps);
    /// @notice Not a power of two from 2 to 128.
    error InvalidNary(uint256 nary);
    /// @notice The search has no such round.
    error InvalidRound(uint256 round, uint256 rounds);

    uint256 internal constant MAX_BITS = 48;
    uint256 internal constant MAX_NARY = 128;

    /// @notice The search over `maxSteps` steps that cuts into `nary` parts.
    function definition(Step maxSteps, uint256 nary) internal pure returns (SearchDefinition memory) {
        uint256 steps = Step.unwrap(maxSteps);
        if (steps == 0 || steps > 1 << MAX_BITS) revert InvalidMaxSteps(steps);
        if (nary < 2 || nary > MAX_NARY || nary & (nary - 1) != 0) revert InvalidNary(nary);
        uint256 full = bits(steps) / bits(nary);
        uint256 left = bits(steps) % bits(nary);
        return SearchDefinition(maxSteps, uint8(nary), uint8(full), left == 0 ? 0 : uint8(1 << left));
    }

    /// @notice ceil(log2(n)) for n >= 1: the bits that tell n things apart.
    function bits(uint256 n) internal pure returns (uint256 count) {
        while (1 << count < n) count++;
    }

    /// @notice The least power of two that is not below `steps`.
    function roundUp(Step steps) internal pure returns (Step) {
        return Step.wrap(uint64(1 << bits(Step.unwrap(steps))));
    }

    /// @notice Dissections until every segment is one step long.
    function rounds(SearchDefinition memory search) internal pure returns (uint256) {
        return search.fullRounds + (search.naryLastRound > 0 ? 1 : 0);
    }

    /// @notice Parts that a segment of `length` steps is cut into.
    function parts(Step length, uint256 nary) internal pure returns (uint256) {
        uint256 steps = Step.unwrap(length);
        return steps < nary ? steps : nary;
    }

    /// @notice The step at cut `index`, 0 to parts, of the segment [start, start + length).
    function cut(Step start, Step length, uint256 nary, uint256 index) internal pure returns (Step) {
        // Cannot overflow: length <= 2^48, index <= 128, and the sum lies in the span.
        unchecked {
            return Step.wrap(uint64(Step.unwrap(start) + (Step.unwrap(length) * index) / parts(length, nary)));
        }
    }

    /// @notice Segment `index`, 0 to parts - 1, of the segment [start, start + length).
    function segment(
        Step start,
        Step length,
        uint256 nary,
        uint256 index
    ) internal pure returns (Step first, Step count) {
        first = cut(start, length, nary, index);
        // Cannot underflow: cuts ascend.
        unchecked {
            count = Step.wrap(Step.unwrap(cut(start, length, nary, index + 1)) - Step.unwrap(first));
        }
    }

    /// @notice Parts that round `round` cuts a segment into.
    function naryOfRound(SearchDefinition memory search, uint256 round) internal pure returns (uint256) {
        if (round == 0 || round > rounds(search)) revert InvalidRound(round, rounds(search));
        return round <= search.fullRounds ? search.nary : search.naryLastRound;
    }

    /// @notice The steps at the inner cuts that round `round` makes in the segment that starts at `base`.
    function requiredSteps(
        SearchDefinition memory search,
        uint256 round,
        Step base
    ) internal pure returns (Step[] memory steps) {
        steps = new Step[](naryOfRound(search, round) - 1);
        for (uint256 i = 0; i < steps.length; i++) steps[i] = stepFromBaseAndBits(search, round, base, i + 1);
    }

    /// @notice Which part round `round` selects on the way to step `step`.
    function stepBitsForRound(
        SearchDefinition memory search,
        uint256 round,
        Step step
    ) internal pure returns (uint256) {
        return (Step.unwrap(step) >> bitsBelow(search, round)) & (naryOfRound(search, round) - 1);
    }

    /// @notice The first step of the part that a round's bits select in the segment that starts at `base`.
    function stepFromBaseAndBits(
        SearchDefinition memory search,
        uint256 round,
        Step base,
        uint256 stepBits
    ) internal pure returns (Step) {
        return base + Step.wrap(uint64(stepBits << bitsBelow(search, round)));
    }

    /// @notice The step that one selection per round leads to: the inverse of stepBitsForRound.
    function stepFromDecisionBits(
        SearchDefinition memory search,
        uint256[] memory decisions
    ) internal pure returns (Step step) {
        for (uint256 i = 0; i < decisions.length; i++) {
            step = stepFromBaseAndBits(search, i + 1, step, decisions[i]);
        }
    }

    /// @notice What all rounds of a search cost by `model`, the one-step proof aside: it is the same for every nary.
    function cost(SearchDefinition memory search, GasModel memory model) internal pure returns (uint256 gas) {
        for (uint256 round = 1; round <= rounds(search); round++) {
            uint256 nary = naryOfRound(search, round);
            gas += model.round + model.delay + nary * model.hash + bits(nary) * model.sibling;
        }
    }

    /// @notice The search whose rounds cost least by `model`; of equals the one with fewer parts.
    function optimal(Step maxSteps, GasModel memory model) internal pure returns (SearchDefinition memory best) {
        best = definition(maxSteps, 2);
        for (uint256 nary = 4; nary <= MAX_NARY; nary *= 2) {
            SearchDefinition memory other = definition(maxSteps, nary);
            if (cost(other, model) < cost(best, model)) best = other;
        }
    }

    /// @dev How many low bits of a step the rounds after `round` decide.
    function bitsBelow(SearchDefinition memory search, uint256 round) private pure returns (uint256) {
        if (round == 0 || round > rounds(search)) revert InvalidRound(round, rounds(search));
        if (round > search.fullRounds) return 0;
        return
            (search.fullRounds - round) * bits(search.nary) +
            (search.naryLastRound == 0 ? 0 : bits(search.naryLastRound));
    }
}
