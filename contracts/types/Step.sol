// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Index of a step in a trace, or a number of steps. At most 2^48 inclusive (docs/dispute.md, Search): the end of the
/// longest span needs a 49th bit, so 48 do not suffice.
type Step is uint64;

using {equal as ==, differ as !=, less as <, lessOrEqual as <=, plus as +, minus as -} for Step global;

function equal(Step a, Step b) pure returns (bool) {
    return Step.unwrap(a) == Step.unwrap(b);
}

function differ(Step a, Step b) pure returns (bool) {
    return Step.unwrap(a) != Step.unwrap(b);
}

function less(Step a, Step b) pure returns (bool) {
    return Step.unwrap(a) < Step.unwrap(b);
}

function lessOrEqual(Step a, Step b) pure returns (bool) {
    return Step.unwrap(a) <= Step.unwrap(b);
}

function plus(Step a, Step b) pure returns (Step) {
    return Step.wrap(Step.unwrap(a) + Step.unwrap(b));
}

function minus(Step a, Step b) pure returns (Step) {
    return Step.wrap(Step.unwrap(a) - Step.unwrap(b));
}
