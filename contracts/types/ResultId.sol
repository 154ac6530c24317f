// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Names a result, a node in the tree of results: (parent result, batch, output, memoryRoot); see docs/settlement.md.
type ResultId is bytes32;

using {differ as !=} for ResultId global;

function differ(ResultId a, ResultId b) pure returns (bool) {
    return ResultId.unwrap(a) != ResultId.unwrap(b);
}
