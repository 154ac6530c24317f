// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Claim} from "../types/Claim.sol";
import {ClaimId} from "../types/ClaimId.sol";
import {ResultId} from "../types/ResultId.sol";
import {StateHash} from "../types/StateHash.sol";
import {StateId} from "../types/StateId.sol";
import {ResultOpening} from "./IRollup.sol";

/// @title Names by content
/// @notice Mirrors src/rollup/ids.ts; packings as in docs/settlement.md. What a call names in this way, no reorganisation of L1
/// can turn into something else.
library Ids {
    /// @notice Accumulator of the Inbox after a batch.
    function nextAccumulator(bytes32 previous, bytes32 inputRoot, uint32 inputLength) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(previous, inputRoot, inputLength));
    }

    /// @notice Name of a node in the tree of results.
    function resultId(ResultOpening memory opening) internal pure returns (ResultId) {
        return ResultId.wrap(keccak256(abi.encode(opening)));
    }

    /// @notice Name of an end state claimed on a parent; allies share it, rivals differ in it.
    function stateId(ResultId parent, StateHash end, ResultId result) internal pure returns (StateId) {
        return StateId.wrap(keccak256(abi.encode(parent, end, result)));
    }

    function claimId(Claim memory claim) internal pure returns (ClaimId) {
        StateId state = stateId(claim.parent, claim.end, claim.result);
        return ClaimId.wrap(keccak256(abi.encodePacked(state, claim.start, claim.owner, claim.nonce)));
    }
}
