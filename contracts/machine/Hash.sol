// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StateHash} from "../types/StateHash.sol";

/// @title Hashes of a machine state
/// @notice Mirrors src/machine/hash.ts; packing as in docs/machine.md, State.
library Hash {
    /// @param cpu pc in the place of x0, then x1 to x31, each word big-endian
    function cpuHash(uint256[4] memory cpu) internal pure returns (bytes32 hash) {
        // Hashes in place: a fixed array is its 128 bytes, without a length word. Only reads memory.
        assembly ("memory-safe") {
            hash := keccak256(cpu, 128)
        }
    }

    /// @dev What a run never changes, folded into one word so that a claim can open the rest of its end state.
    function fixedHash(bytes32 anchor, bytes32 inputRoot, bytes32 layoutHash) internal pure returns (bytes32 hash) {
        // Writes free memory without claiming it, here and below: abi.encodePacked would cost three times as much.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, anchor)
            mstore(add(free, 32), inputRoot)
            mstore(add(free, 64), layoutHash)
            hash := keccak256(free, 96)
        }
    }

    /// @param fixed_ a fixedHash
    /// @param cpu a cpuHash
    function stateHash(
        bytes32 fixed_,
        bytes32 output,
        bytes32 memoryRoot,
        bytes32 cpu,
        uint32 exitCode,
        uint8 status
    ) internal pure returns (StateHash hash) {
        uint256 end = (uint256(exitCode) << 224) | (uint256(status) << 216);
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, fixed_)
            mstore(add(free, 32), output)
            mstore(add(free, 64), memoryRoot)
            mstore(add(free, 96), cpu)
            mstore(add(free, 128), end)
            hash := keccak256(free, 133)
        }
    }
}
