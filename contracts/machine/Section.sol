// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Merkle} from "../tree/Merkle.sol";
import {Isa} from "./Isa.sol";

/// @dev The section table where it lies in calldata, the position of its first row over the number of its rows (low eight
/// bits): reading it there costs less than any copy.
type Table is uint256;

/// @dev A section: the number of its row in the section table, in the bits from 64 up, over the row as it is hashed,
/// startPage u32 | pages u24 | kind u8 (docs/machine.md, Sections). All zero for "no section", whose kind is KIND_NONE.
type Place is uint256;

using {Section.number, Section.startPage, Section.pages, Section.kind, Section.leafIndex} for Place global;

/// @title Sections of memory
/// @notice Mirrors src/machine/section.ts. Registration admits only valid tables; the judge meets any that a state hash
/// can bind, so every function here is total over arbitrary rows (overlap, disorder, zero pages, unknown kinds), and its
/// one refusal, of a second input section, keeps the successor unique.
library Section {
    /// @notice A further row is of kind `input`: nothing would bind the root of the first.
    error SecondInputSection(uint256 number);

    uint256 internal constant ROW_BYTES = 8;

    uint256 private constant PAGE_SHIFT = 12;
    uint256 private constant LEAF_SHIFT = 5;

    /// @notice Depth of the Merkle tree of a section of `pages_` pages, in levels above its 32-byte leaves: 7 to 31.
    function depth(uint256 pages_) internal pure returns (uint256 levels) {
        if (pages_ < 2) return Isa.CHUNK_DEPTH;
        assembly ("memory-safe") {
            levels := sub(256, clz(sub(pages_, 1)))
        }
        unchecked {
            return Isa.CHUNK_DEPTH + levels;
        }
    }

    /// @notice The first section that holds `address_`, if any.
    function find(Table table, uint32 address_) internal pure returns (Place) {
        uint256 page = address_ >> PAGE_SHIFT;
        uint256 count = rows(table);
        unchecked {
            for (uint256 i = 0; i < count; i++) {
                Place place = row(table, i);
                // Below the start the difference wraps and exceeds any number of pages.
                if (page - place.startPage() < place.pages()) return place;
            }
        }
        return Place.wrap(0);
    }

    function number(Place place) internal pure returns (uint256) {
        return Place.unwrap(place) >> 64;
    }

    function startPage(Place place) internal pure returns (uint256) {
        return uint32(Place.unwrap(place) >> 32);
    }

    function pages(Place place) internal pure returns (uint256) {
        return uint24(Place.unwrap(place) >> 8);
    }

    function kind(Place place) internal pure returns (uint8) {
        return uint8(Place.unwrap(place));
    }

    /// @notice Index, in the tree of the section, of the leaf that holds `address_`, which lies in that section.
    function leafIndex(Place place, uint32 address_) internal pure returns (uint32) {
        unchecked {
            return uint32((address_ - (place.startPage() << PAGE_SHIFT)) >> LEAF_SHIFT);
        }
    }

    /// @param position of the first row in calldata
    /// @param count number of rows, at most 255
    function tableAt(uint256 position, uint256 count) internal pure returns (Table) {
        return Table.wrap((position << 8) | count);
    }

    function rows(Table table) internal pure returns (uint256) {
        return uint8(Table.unwrap(table));
    }

    /// @param number_ below the number of rows
    function row(Table table, uint256 number_) internal pure returns (Place place) {
        assembly ("memory-safe") {
            place := or(shl(64, number_), shr(192, calldataload(add(shr(8, table), shl(3, number_)))))
        }
    }

    /// @notice Hash that binds the table.
    function layoutHash(Table table) internal pure returns (bytes32 hash) {
        // Uses free memory without claiming it.
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := shl(3, and(table, 0xff))
            calldatacopy(free, shr(8, table), size)
            hash := keccak256(free, size)
        }
    }

    /// @notice Takes the root of the input section out of its slot, where memoryRoot wants zero; zero when there is none.
    /// @param slots section roots in the table's order
    function inputRoot(Table table, bytes32[] memory slots) internal pure returns (bytes32 root) {
        uint256 kind_ = Isa.KIND_INPUT;
        uint256 inputs;
        uint256 number_;
        // Every step walks the whole table here; kept to the loads that it needs. Touches no memory.
        assembly ("memory-safe") {
            let position := shr(8, table)
            let end := add(position, shl(3, and(table, 0xff)))
            for {
                let at := position
            } lt(at, end) {
                at := add(at, 8)
            } {
                if eq(byte(7, calldataload(at)), kind_) {
                    inputs := add(inputs, 1)
                    number_ := shr(3, sub(at, position))
                }
            }
        }
        if (inputs == 0) return 0;
        if (inputs > 1) revert SecondInputSection(number_);
        (root, slots[number_]) = (slots[number_], 0);
    }

    /// @notice Root over 16 slots. The input section's is zero: its root has a place of its own in the state hash.
    /// @param slots section roots in the table's order, without the input section's
    /// @param zeroTable from Merkle.zeroRoots
    function memoryRoot(bytes32[] memory slots, bytes memory zeroTable) internal pure returns (bytes32) {
        return Merkle.root(slots, Isa.MEMORY_DEPTH, zeroTable);
    }
}
