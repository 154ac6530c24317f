// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Names a claim: one owner's bonded word for one end state; see docs/settlement.md.
type ClaimId is bytes32;

using {equal as ==, differ as !=} for ClaimId global;

function equal(ClaimId a, ClaimId b) pure returns (bool) {
    return ClaimId.unwrap(a) == ClaimId.unwrap(b);
}

function differ(ClaimId a, ClaimId b) pure returns (bool) {
    return ClaimId.unwrap(a) != ClaimId.unwrap(b);
}
