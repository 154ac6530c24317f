// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Leaves as numbers
/// @notice Mirrors src/crypto/field.ts.
library Field {
    /// @notice Order of the BN254 scalar field, in which circom circuits and Poseidon compute.
    uint256 internal constant FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    /// @notice The little-endian number in the 32 bytes of `leaf`.
    /// @dev Swaps neighbouring bytes, then pairs, and so on: five rounds turn all 32 around.
    function fromLittleEndian(bytes32 leaf) internal pure returns (uint256 number) {
        number = uint256(leaf);
        number = swap(number, 8, 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff);
        number = swap(number, 16, 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff);
        number = swap(number, 32, 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff);
        number = swap(number, 64, 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff);
        number = (number << 128) | (number >> 128);
    }

    /// @notice `number` in 32 little-endian bytes. Turning bytes around is its own inverse.
    function toLittleEndian(uint256 number) internal pure returns (bytes32) {
        return bytes32(fromLittleEndian(bytes32(number)));
    }

    function swap(uint256 number, uint256 bits, uint256 mask) private pure returns (uint256) {
        return ((number & mask) << bits) | ((number >> bits) & mask);
    }
}
