// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStepVerifier} from "../dispute/IStepVerifier.sol";
import {Hash} from "../machine/Hash.sol";
import {Isa} from "../machine/Isa.sol";
import {StateHash} from "../types/StateHash.sol";

/// @title A toy machine whose states a rollup can claim
/// @notice ToyMachine's register in the place of the output and of the cpu hash, and everything hashed as the real machine does it:
/// so a whole run, its two ends included, can be disputed in a Rollup, and tests know state i of any run in log i. After its first
/// step it has halted, with exit code 1 (void) at one register value in sixteen.
contract ToyRun is IStepVerifier {
    error WrongPrestate(StateHash given, StateHash due);

    /// @inheritdoc IStepVerifier
    /// @param proof the opened prestate: fixed, output, memory root, cpu hash, exit code, status, each a word
    function step(StateHash prestate, bytes calldata proof) external pure override returns (StateHash) {
        (bytes32 fixed_, bytes32 output, bytes32 memoryRoot, bytes32 cpu, uint32 exitCode, uint8 status) = abi.decode(
            proof,
            (bytes32, bytes32, bytes32, bytes32, uint32, uint8)
        );
        StateHash given = Hash.stateHash(fixed_, output, memoryRoot, cpu, exitCode, status);
        if (given != prestate) revert WrongPrestate(given, prestate);
        uint64 x = uint64(uint256(cpu));
        unchecked {
            x = x * 6364136223846793005 + 1442695040888963407;
        }
        bytes32 next = bytes32(uint256(x));
        return Hash.stateHash(fixed_, next, memoryRoot, next, x % 16 == 0 ? 1 : 0, Isa.STATUS_HALTED);
    }
}
