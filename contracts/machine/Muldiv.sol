// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Multiplication and division of RV32M
/// @notice Nothing traps: division by zero and the one overflow (-2^31 / -1) have the results that the M extension of the
/// RISC-V unprivileged specification gives them. Mirrors src/machine/muldiv.ts.
library Muldiv {
    function mul(uint32 a, uint32 b) internal pure returns (uint32) {
        unchecked {
            return a * b;
        }
    }

    /// @dev Both factors signed: |a * b| <= 2^62 fits int64.
    function mulh(uint32 a, uint32 b) internal pure returns (uint32) {
        return uint32(uint64((int64(int32(a)) * int64(int32(b))) >> 32));
    }

    /// @dev `a` signed, `b` unsigned: -2^31 * (2^32 - 1) > -2^63 fits int64.
    function mulhsu(uint32 a, uint32 b) internal pure returns (uint32) {
        return uint32(uint64((int64(int32(a)) * int64(uint64(b))) >> 32));
    }

    /// @dev Both factors unsigned.
    function mulhu(uint32 a, uint32 b) internal pure returns (uint32) {
        return uint32((uint64(a) * uint64(b)) >> 32);
    }

    /// @dev Signed, rounds towards zero. In 64 bits -2^31 / -1 is 2^31, whose low 32 bits are the -2^31 that RV32M wants.
    function div(uint32 a, uint32 b) internal pure returns (uint32) {
        if (b == 0) return type(uint32).max;
        return uint32(uint64(int64(int32(a)) / int64(int32(b))));
    }

    function divu(uint32 a, uint32 b) internal pure returns (uint32) {
        return b == 0 ? type(uint32).max : a / b;
    }

    /// @dev Signed, takes the sign of the dividend. In 64 bits -2^31 % -1 is 0 without overflow.
    function rem(uint32 a, uint32 b) internal pure returns (uint32) {
        if (b == 0) return a;
        return uint32(uint64(int64(int32(a)) % int64(int32(b))));
    }

    function remu(uint32 a, uint32 b) internal pure returns (uint32) {
        return b == 0 ? a : a % b;
    }
}
