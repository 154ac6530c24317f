// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Isa} from "../../contracts/machine/Isa.sol";
import {Memory} from "../../contracts/machine/Memory.sol";
import {Words} from "../helpers/Words.sol";

contract MemoryTest is Words {
    /// @dev Byte by byte: byte i of the guest's leaf is byte i of the bytes32.
    function testFuzz_loads(bytes32 leaf, uint32 where) public pure {
        uint32 a1 = where;
        uint32 a2 = where & ~uint32(1);
        uint32 a4 = where & ~uint32(3);
        same(Memory.lbu(leaf, a1), number(leaf, a1, 1), "lbu");
        same(Memory.lhu(leaf, a2), number(leaf, a2, 2), "lhu");
        same(Memory.lw(leaf, a4), number(leaf, a4, 4), "lw");
        same(Memory.lb(leaf, a1), extended(number(leaf, a1, 1), 8), "lb");
        same(Memory.lh(leaf, a2), extended(number(leaf, a2, 2), 16), "lh");
    }

    function testFuzz_stores(bytes32 leaf, uint32 where, uint32 value) public pure {
        uint32 a2 = where & ~uint32(1);
        uint32 a4 = where & ~uint32(3);
        require(Memory.sb(leaf, where, value) == written(leaf, where, value, 1), "sb");
        require(Memory.sh(leaf, a2, value) == written(leaf, a2, value, 2), "sh");
        require(Memory.sw(leaf, a4, value) == written(leaf, a4, value, 4), "sw");
    }

    function test_everyPlaceInALeaf() public pure {
        bytes32 leaf = 0x00ff7f80fe017e8112345678deadbeef0102030405060708f0e1d2c3b4a59687;
        for (uint32 where = 0; where < 32; where++) {
            testFuzz_loads(leaf, where);
            testFuzz_stores(leaf, where, 0x89ab_cdef);
        }
    }

    /// @dev The lowest number wins where faults coincide.
    function test_faults() public pure {
        for (uint8 kind = 0; kind < 6; kind++) {
            uint32 outside = kind == Isa.KIND_NONE ? Isa.TRAP_ACCESS_OUTSIDE : 0;
            uint32 protected = kind == Isa.KIND_READ_WRITE ? 0 : Isa.TRAP_WRITE_PROTECTED;
            if (kind == Isa.KIND_NONE) protected = Isa.TRAP_ACCESS_OUTSIDE;
            for (uint32 where = 0; where < 8; where++) {
                uint32 inCode = where % 4 == 0 ? 0 : Isa.TRAP_MISALIGNED_PC;
                uint32 fetch = kind == Isa.KIND_CODE ? inCode : Isa.TRAP_FETCH_OUTSIDE_CODE;
                same(Memory.fetchFault(kind, where), fetch, "fetch");
                for (uint32 width = 1; width <= 4; width *= 2) {
                    bool aligned = where % width == 0;
                    same(Memory.loadFault(kind, where, width), aligned ? outside : Isa.TRAP_MISALIGNED_ACCESS, "load");
                    same(
                        Memory.storeFault(kind, where, width),
                        aligned ? protected : Isa.TRAP_MISALIGNED_ACCESS,
                        "store"
                    );
                }
            }
        }
    }

    function number(bytes32 leaf, uint32 where, uint256 width) private pure returns (uint256 value) {
        for (uint256 i = 0; i < width; i++) value += uint256(uint8(leaf[(where % 32) + i])) << (8 * i);
    }

    function extended(uint256 value, uint256 bits) private pure returns (uint256) {
        return value < 2 ** (bits - 1) ? value : value + 2 ** 32 - 2 ** bits;
    }

    function written(bytes32 leaf, uint32 where, uint32 value, uint256 width) private pure returns (bytes32) {
        bytes memory bytes_ = abi.encodePacked(leaf);
        for (uint256 i = 0; i < width; i++) bytes_[(where % 32) + i] = bytes1(uint8(value >> (8 * i)));
        return bytes32(bytes_);
    }
}
