// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Dispute} from "../dispute/Dispute.sol";
import {IStepVerifier} from "../dispute/IStepVerifier.sol";
import {Search} from "../dispute/Search.sol";
import {Claim} from "../types/Claim.sol";
import {ClaimId} from "../types/ClaimId.sol";
import {ResultId} from "../types/ResultId.sol";
import {Step} from "../types/Step.sol";
import {Duration} from "../types/Time.sol";

/// @title A host without settlement
/// @notice Anyone claims anything; a test kills parents and lets claims collect as it likes.
contract ToyDispute is Dispute {
    mapping(ResultId parent => bool) public dead;
    mapping(ClaimId claim => uint256 times) public refutations;

    constructor(
        Step maxSteps,
        uint8 nary,
        Duration allowance,
        Duration minimum,
        IStepVerifier verifier,
        uint256 bond
    ) Dispute(Search.definition(maxSteps, nary), allowance, minimum, verifier, bond) {}

    function claim(Claim calldata made) external payable {
        _stand(_claimId(made));
    }

    function collect(ClaimId id, bool free) external {
        _collect(id, free);
    }

    function kill(ResultId parent) external {
        dead[parent] = true;
    }

    function revive(ResultId parent) external {
        dead[parent] = false;
    }

    function claimId(Claim calldata made) external pure returns (ClaimId) {
        return _claimId(made);
    }

    function _claimId(Claim memory made) internal pure override returns (ClaimId) {
        return ClaimId.wrap(keccak256(abi.encode(made)));
    }

    function _isSettled(ResultId parent) internal view override returns (bool) {
        return dead[parent];
    }

    function _mayHaveFallen(ResultId) internal pure override returns (bool) {
        return false;
    }

    function _refuted(Claim memory loser) internal override {
        refutations[_claimId(loser)]++;
    }
}
