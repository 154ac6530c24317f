// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Dissection} from "../dispute/Dissection.sol";
import {DisputeKey} from "../dispute/IDispute.sol";
import {IStepVerifier} from "../dispute/IStepVerifier.sol";
import {Standing} from "../dispute/IBonds.sol";
import {ClaimId} from "../types/ClaimId.sol";
import {DisputeId} from "../types/DisputeId.sol";
import {Step} from "../types/Step.sol";
import {currentTime, Duration, Timestamp} from "../types/Time.sol";
import {ToyDispute} from "./ToyDispute.sol";

/// @title A court that can be asked what a call would do
/// @notice Lets a test try hundreds of spoilt calls from one state, each as its caller would make it, and see what follows.
contract HostileCalls is ToyDispute {
    /// @notice What a call led to: the dispute's commitment and both claims after it.
    struct Probe {
        bool accepted;
        bytes32 commitment;
        Standing opener;
        Standing responder;
        Timestamp time;
    }

    /// @notice How `probeOne` answers, so that nothing of what it tried remains.
    error Probed(Probe probe);

    constructor(
        Step maxSteps,
        uint8 nary,
        Duration allowance,
        Duration minimum,
        IStepVerifier verifier,
        uint256 bond
    ) ToyDispute(maxSteps, nary, allowance, minimum, verifier, bond) {}

    /// @notice Tries each of `calls` from the state of now, as the caller.
    function probe(bytes[] calldata calls, DisputeKey calldata key) external returns (Probe[] memory probes) {
        probes = new Probe[](calls.length);
        for (uint256 i = 0; i < calls.length; i++) {
            // solhint-disable-next-line avoid-low-level-calls
            (, bytes memory told) = address(this).delegatecall(abi.encodeCall(this.probeOne, (calls[i], key)));
            probes[i] = abi.decode(withoutSelector(told), (Probe));
        }
    }

    /// @notice Tries `made` and undoes it: always reverts, with `Probed`.
    function probeOne(bytes calldata made, DisputeKey calldata key) external {
        Probe memory found;
        // solhint-disable-next-line avoid-low-level-calls
        (found.accepted, ) = address(this).delegatecall(made);
        found.commitment = commitment[
            DisputeId.wrap(Dissection.pair(ClaimId.unwrap(key.opener), ClaimId.unwrap(key.responder)))
        ];
        (found.opener, found.responder) = (claimant(key.opener).standing, claimant(key.responder).standing);
        found.time = currentTime();
        revert Probed(found);
    }

    function withoutSelector(bytes memory told) private pure returns (bytes memory rest) {
        rest = new bytes(told.length - 4);
        // Both arrays are in memory, and the second is four bytes longer.
        assembly ("memory-safe") {
            mcopy(add(rest, 32), add(told, 36), mload(rest))
        }
    }
}
