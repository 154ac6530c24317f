// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Names a dispute: the one meeting of two rival claims, opener first; see docs/settlement.md.
type DisputeId is bytes32;

using {equal as ==, differ as !=} for DisputeId global;

function equal(DisputeId a, DisputeId b) pure returns (bool) {
    return DisputeId.unwrap(a) == DisputeId.unwrap(b);
}

function differ(DisputeId a, DisputeId b) pure returns (bool) {
    return DisputeId.unwrap(a) != DisputeId.unwrap(b);
}
