// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Names an end state that somebody claimed: (parent result, end state hash, result); see docs/settlement.md.
type StateId is bytes32;

using {equal as ==, differ as !=} for StateId global;

function equal(StateId a, StateId b) pure returns (bool) {
    return StateId.unwrap(a) == StateId.unwrap(b);
}

function differ(StateId a, StateId b) pure returns (bool) {
    return StateId.unwrap(a) != StateId.unwrap(b);
}
