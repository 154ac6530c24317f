// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Hash of one whole machine state (docs/machine.md, State). The dispute compares such hashes and never looks inside.
type StateHash is bytes32;

using {equal as ==, differ as !=} for StateHash global;

function equal(StateHash a, StateHash b) pure returns (bool) {
    return StateHash.unwrap(a) == StateHash.unwrap(b);
}

function differ(StateHash a, StateHash b) pure returns (bool) {
    return StateHash.unwrap(a) != StateHash.unwrap(b);
}
