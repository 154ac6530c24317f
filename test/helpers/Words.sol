// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Arithmetic of 32-bit words the slow way, on unbounded integers: an oracle that shares no trick with the judge.
abstract contract Words {
    int256 internal constant TWO_32 = 1 << 32;

    function edges() internal pure returns (uint32[12] memory) {
        return
            [uint32(0), 1, 2, 31, 32, 33, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffe, 0xffff_ffff, 0x0001_0000];
    }

    function unsigned(uint32 word) internal pure returns (int256) {
        return int256(uint256(word));
    }

    function signed(uint32 word) internal pure returns (int256) {
        return word < 0x8000_0000 ? unsigned(word) : unsigned(word) - TWO_32;
    }

    /// @notice The word that is congruent to `value` modulo 2^32.
    function wrap(int256 value) internal pure returns (uint32) {
        return uint32(uint256(((value % TWO_32) + TWO_32) % TWO_32));
    }

    /// @notice Division that rounds towards minus infinity.
    function floorDivide(int256 value, int256 divisor) internal pure returns (int256 quotient) {
        quotient = value / divisor;
        if (value % divisor != 0 && (value < 0) != (divisor < 0)) quotient--;
    }

    function same(uint256 actual, uint256 expected, string memory what) internal pure {
        require(actual == expected, what);
    }
}
