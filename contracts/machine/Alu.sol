// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Integer operations and comparisons of RV32I
/// @notice Words are uint32, so every result wraps at 2^32 and no operand can carry bits above it. Mirrors
/// src/machine/alu.ts; source of the rules: RISC-V unprivileged specification, RV32I Base Integer Instruction Set.
library Alu {
    function add(uint32 a, uint32 b) internal pure returns (uint32) {
        unchecked {
            return a + b;
        }
    }

    function sub(uint32 a, uint32 b) internal pure returns (uint32) {
        unchecked {
            return a - b;
        }
    }

    /// @dev Shifts use the low five bits of `b` only; the EVM would shift by all of it.
    function sll(uint32 a, uint32 b) internal pure returns (uint32) {
        return a << (b & 31);
    }

    function slt(uint32 a, uint32 b) internal pure returns (uint32) {
        return lt(a, b) ? 1 : 0;
    }

    function sltu(uint32 a, uint32 b) internal pure returns (uint32) {
        return ltu(a, b) ? 1 : 0;
    }

    function xor(uint32 a, uint32 b) internal pure returns (uint32) {
        return a ^ b;
    }

    function srl(uint32 a, uint32 b) internal pure returns (uint32) {
        return a >> (b & 31);
    }

    /// @dev Shifting a signed type right is arithmetic in Solidity: it rounds towards minus infinity.
    function sra(uint32 a, uint32 b) internal pure returns (uint32) {
        return uint32(int32(a) >> (b & 31));
    }

    function or(uint32 a, uint32 b) internal pure returns (uint32) {
        return a | b;
    }

    function and(uint32 a, uint32 b) internal pure returns (uint32) {
        return a & b;
    }

    function eq(uint32 a, uint32 b) internal pure returns (bool) {
        return a == b;
    }

    function ne(uint32 a, uint32 b) internal pure returns (bool) {
        return a != b;
    }

    function lt(uint32 a, uint32 b) internal pure returns (bool) {
        return int32(a) < int32(b);
    }

    function ge(uint32 a, uint32 b) internal pure returns (bool) {
        return int32(a) >= int32(b);
    }

    function ltu(uint32 a, uint32 b) internal pure returns (bool) {
        return a < b;
    }

    function geu(uint32 a, uint32 b) internal pure returns (bool) {
        return a >= b;
    }
}
