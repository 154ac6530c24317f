// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StateHash} from "../types/StateHash.sol";

/// @title The judge of one step
/// @notice All that a dispute knows of the machine whose trace it narrows to one step. The dispute is tested with a toy
/// implementation, the rollup deploys the RISC-V one (contracts/machine).
interface IStepVerifier {
    /// @notice Executes the one step that leaves `prestate`.
    /// @dev MUST be a function of `prestate`: whatever proof is accepted, the successor is the same. MUST revert when the
    /// proof does not open exactly this prestate.
    /// @param prestate hash of the state before the step
    /// @param proof what the step reads, with its proofs; its encoding belongs to the implementation
    /// @return poststate hash of the state after the step
    function step(StateHash prestate, bytes calldata proof) external view returns (StateHash poststate);
}
