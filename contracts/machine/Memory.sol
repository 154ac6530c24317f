// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Isa} from "./Isa.sol";

/// @title Rules of fetches, loads and stores
/// @notice Who faults, in what precedence, and how narrow values are extended and merged. Mirrors src/machine/memory.ts.
/// Loads and stores work on the 32-byte leaf that holds `address_`, which is a multiple of their width: an access never
/// leaves its leaf. Byte 0 of a leaf is its highest in the EVM's order, while words are little-endian.
library Memory {
    /// @notice Trap cause of fetching at `pc`, or 0.
    /// @param kind that of the section that holds the address, here and below
    function fetchFault(uint8 kind, uint32 pc) internal pure returns (uint32) {
        if (kind != Isa.KIND_CODE) return Isa.TRAP_FETCH_OUTSIDE_CODE;
        return pc & 3 == 0 ? 0 : Isa.TRAP_MISALIGNED_PC;
    }

    /// @notice Trap cause of loading `width` bytes (1, 2 or 4) at `address_`, or 0.
    function loadFault(uint8 kind, uint32 address_, uint32 width) internal pure returns (uint32) {
        if (address_ & (width - 1) != 0) return Isa.TRAP_MISALIGNED_ACCESS;
        return kind == Isa.KIND_NONE ? Isa.TRAP_ACCESS_OUTSIDE : 0;
    }

    /// @notice Trap cause of storing `width` bytes (1, 2 or 4) at `address_`, or 0.
    function storeFault(uint8 kind, uint32 address_, uint32 width) internal pure returns (uint32) {
        uint32 fault = loadFault(kind, address_, width);
        return fault == 0 && kind != Isa.KIND_READ_WRITE ? Isa.TRAP_WRITE_PROTECTED : fault;
    }

    function lb(bytes32 leaf, uint32 address_) internal pure returns (uint32) {
        return uint32(int32(int8(uint8(lw(leaf, address_)))));
    }

    function lh(bytes32 leaf, uint32 address_) internal pure returns (uint32) {
        return uint32(int32(int16(uint16(lw(leaf, address_)))));
    }

    /// @dev Also the base of the narrower loads: they keep the low bytes of the four from `address_` on, those beyond the
    /// leaf being zero.
    function lw(bytes32 leaf, uint32 address_) internal pure returns (uint32) {
        return reverse(uint32(bytes4(leaf << bitOffset(address_))));
    }

    function lbu(bytes32 leaf, uint32 address_) internal pure returns (uint32) {
        return uint8(lw(leaf, address_));
    }

    function lhu(bytes32 leaf, uint32 address_) internal pure returns (uint32) {
        return uint16(lw(leaf, address_));
    }

    function sb(bytes32 leaf, uint32 address_, uint32 value) internal pure returns (bytes32) {
        return merge(leaf, address_, value, bytes32(bytes1(0xff)));
    }

    function sh(bytes32 leaf, uint32 address_, uint32 value) internal pure returns (bytes32) {
        return merge(leaf, address_, value, bytes32(bytes2(0xffff)));
    }

    function sw(bytes32 leaf, uint32 address_, uint32 value) internal pure returns (bytes32) {
        return merge(leaf, address_, value, bytes32(bytes4(0xffffffff)));
    }

    /// @dev `mask` covers the first bytes of a leaf; the low bytes of `value` under it move to `address_`.
    function merge(bytes32 leaf, uint32 address_, uint32 value, bytes32 mask) private pure returns (bytes32) {
        uint256 offset = bitOffset(address_);
        bytes32 placed = (bytes32(bytes4(reverse(value))) & mask) >> offset;
        return (leaf & ~(mask >> offset)) | placed;
    }

    function bitOffset(uint32 address_) private pure returns (uint256) {
        return 8 * (address_ & 31);
    }

    function reverse(uint32 value) private pure returns (uint32) {
        value = ((value & 0x00ff00ff) << 8) | ((value >> 8) & 0x00ff00ff);
        return (value << 16) | (value >> 16);
    }
}
