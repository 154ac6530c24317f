// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStepVerifier} from "../dispute/IStepVerifier.sol";
import {StateHash} from "../types/StateHash.sol";

/// @title Many judgements in one call
/// @notice Lets a test compare hundreds of steps, or try every wrong byte of a proof, without a round trip for each.
contract JudgeBatch {
    /// @notice What the judge made of one proof: a poststate, or the error it reverted with.
    struct Outcome {
        bool accepted;
        StateHash poststate;
        bytes failure;
    }

    function judge(
        IStepVerifier verifier,
        StateHash[] calldata prestates,
        bytes[] calldata proofs
    ) external view returns (Outcome[] memory outcomes) {
        outcomes = new Outcome[](proofs.length);
        for (uint256 i = 0; i < proofs.length; i++) outcomes[i] = attempt(verifier, prestates[i], proofs[i]);
    }

    /// @notice Judges `proof` with byte `from`, `from + 1`, … `to - 1` changed by `mask`, one at a time.
    function judgeChanged(
        IStepVerifier verifier,
        StateHash prestate,
        bytes memory proof,
        uint256 from,
        uint256 to,
        bytes1 mask
    ) external view returns (Outcome[] memory outcomes) {
        outcomes = new Outcome[](to - from);
        for (uint256 i = from; i < to; i++) {
            proof[i] ^= mask;
            outcomes[i - from] = attempt(verifier, prestate, proof);
            proof[i] ^= mask;
        }
    }

    function attempt(
        IStepVerifier verifier,
        StateHash prestate,
        bytes memory proof
    ) private view returns (Outcome memory outcome) {
        try verifier.step(prestate, proof) returns (StateHash poststate) {
            (outcome.accepted, outcome.poststate) = (true, poststate);
        } catch (bytes memory failure) {
            outcome.failure = failure;
        }
    }
}
