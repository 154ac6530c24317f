// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStepVerifier} from "../dispute/IStepVerifier.sol";
import {StateHash} from "../types/StateHash.sol";

/// @title A machine of one 64-bit register
/// @notice Its step is x -> a x + c mod 2^64, so that tests know state i of any trace in log i. A proof is the register, then any
/// bytes: they weigh what a real proof weighs.
contract ToyMachine is IStepVerifier {
    error WrongPrestate(StateHash given, StateHash due);

    /// @inheritdoc IStepVerifier
    function step(StateHash prestate, bytes calldata proof) external pure override returns (StateHash) {
        uint64 x = uint64(bytes8(proof));
        if (hash(x) != prestate) revert WrongPrestate(hash(x), prestate);
        unchecked {
            return hash(x * 6364136223846793005 + 1442695040888963407);
        }
    }

    function hash(uint64 x) public pure returns (StateHash) {
        return StateHash.wrap(keccak256(abi.encode(x)));
    }
}
