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

    uint256 private constant CASE_HEAD = 68;
    /// @dev One is enough to go by; a list of all would have to be as long as the batch.
    uint256 private constant MAX_SURPRISES = 16;

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

    /// @notice Judges many steps and tells only of those that are not as expected: of an honest run, nothing.
    /// @param cases for each: prestate 32 | expected 32 | length of the proof u32 | proof; a proof that must be refused is
    /// expected to lead to zero, which is no state's hash
    function surprises(
        IStepVerifier verifier,
        bytes calldata cases
    ) external view returns (uint256[] memory numbers, Outcome[] memory outcomes) {
        (numbers, outcomes) = (new uint256[](MAX_SURPRISES), new Outcome[](MAX_SURPRISES));
        uint256 count;
        uint256 number;
        for (uint256 head = 0; head < cases.length && count < MAX_SURPRISES; number++) {
            uint256 from = head + CASE_HEAD;
            uint256 to = from + uint32(bytes4(cases[head + 64:from]));
            Outcome memory outcome = attempt(verifier, StateHash.wrap(bytes32(cases[head:head + 32])), cases[from:to]);
            // A refusal without a reason is none: the call has run out of gas.
            bool told = outcome.accepted || outcome.failure.length >= 4;
            if (!told || StateHash.unwrap(outcome.poststate) != bytes32(cases[head + 32:head + 64])) {
                (numbers[count], outcomes[count]) = (number, outcome);
                count++;
            }
            head = to;
        }
        // The arrays end where the surprises do.
        assembly ("memory-safe") {
            mstore(numbers, count)
            mstore(outcomes, count)
        }
    }

    /// @notice Makes calls as they are, so that a test can spoil their ABI encoding too.
    function raw(IStepVerifier verifier, bytes[] calldata calls) external view returns (Outcome[] memory outcomes) {
        outcomes = new Outcome[](calls.length);
        for (uint256 i = 0; i < calls.length; i++) {
            (bool accepted, bytes memory told) = address(verifier).staticcall(calls[i]);
            outcomes[i].accepted = accepted;
            if (accepted) outcomes[i].poststate = abi.decode(told, (StateHash));
            else outcomes[i].failure = told;
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
