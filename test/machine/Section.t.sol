// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Place, Section, Table} from "../../contracts/machine/Section.sol";
import {Merkle} from "../../contracts/tree/Merkle.sol";

/// @notice Calls from outside, so that the table lies in calldata and a revert can be caught.
contract SectionCaller {
    function table(bytes calldata rows) private pure returns (Table) {
        return table(rows, rows.length / Section.ROW_BYTES);
    }

    function table(bytes calldata rows, uint256 count) private pure returns (Table) {
        uint256 position;
        assembly ("memory-safe") {
            position := rows.offset
        }
        return Section.tableAt(position, count);
    }

    /// @dev In the first `count` rows.
    function findAmong(bytes calldata rows, uint256 count, uint32 where) external pure returns (uint8) {
        return Section.find(table(rows, count), where).kind();
    }

    function find(bytes calldata rows, uint32 where) external pure returns (uint256, uint8, uint256) {
        Place place = Section.find(table(rows), where);
        return (place.number(), place.kind(), place.leafIndex(where));
    }

    function layoutHash(bytes calldata rows) external pure returns (bytes32) {
        return Section.layoutHash(table(rows));
    }

    function roots(bytes calldata rows, bytes32[] memory slots) external pure returns (bytes32, bytes32) {
        bytes32 inputRoot = Section.inputRoot(table(rows), slots);
        return (inputRoot, Section.memoryRoot(slots, Merkle.zeroRoots()));
    }
}

contract SectionTest {
    SectionCaller private immutable caller = new SectionCaller();

    function test_depth() public pure {
        require(Section.depth(0) == 7, "nothing");
        require(Section.depth(1) == 7, "one page");
        for (uint256 log = 1; log <= 24; log++) {
            require(Section.depth(2 ** (log - 1) + 1) == 7 + log, "just above a power of two");
            if (log < 24) require(Section.depth(2 ** log) == 7 + log, "a power of two");
        }
    }

    function test_findInAValidTable() public view {
        bytes memory rows = abi.encodePacked(
            row(0x10, 16, 1),
            row(0x20, 1, 2),
            row(0x80000, 256, 3),
            row(0xfffff, 1, 4)
        );
        check(rows, 0x0000_ffff, 0, 0, 0);
        check(rows, 0x0001_0000, 0, 1, 0);
        check(rows, 0x0001_ffff, 0, 1, 2047);
        check(rows, 0x0002_0000, 1, 2, 0);
        check(rows, 0x0002_1000, 0, 0, 0);
        check(rows, 0x8000_0020, 2, 3, 1);
        check(rows, 0x800f_ffe0, 2, 3, 32767);
        check(rows, 0x8010_0000, 0, 0, 0);
        check(rows, 0xffff_ffff, 3, 4, 127);
        check(rows, 0, 0, 0, 0);
    }

    /// @dev No order, overlap, nothing in it, beyond memory, kinds that do not exist: the first that holds the address.
    function test_findInAnInvalidTable() public view {
        bytes memory rows = abi.encodePacked(
            row(0x10, 0, 1),
            row(0xffff_ffff, 0xff_ffff, 1),
            row(0x20, 2, 9),
            row(0x10, 0xff_ffff, 3),
            row(0x10, 1, 2)
        );
        check(rows, 0x0001_0000, 3, 3, 0);
        check(rows, 0x0002_1000, 2, 9, 128);
        check(rows, 0xffff_ffff, 3, 3, 0x7ff_f7ff);
        check(rows, 0x0000_ffff, 0, 0, 0);
    }

    /// @dev What lies behind a table looks like a row of it, as an attacker would have it.
    function test_findLooksAtNothingBehindTheTable() public view {
        bytes memory rows = abi.encodePacked(row(0x10, 1, 1), row(0x20, 1, 3));
        require(caller.findAmong(rows, 2, 0x2_0000) == 3, "a row of the table");
        require(caller.findAmong(rows, 1, 0x2_0000) == 0, "behind the table");
        require(caller.findAmong(rows, 0, 0x1_0000) == 0, "behind an empty table");
    }

    function testFuzz_find(uint64[5] memory entries, uint32 where) public view {
        bytes memory rows;
        uint256 expected = 5;
        for (uint256 i = 0; i < 5; i++) {
            // Few pages near zero, so that hits and overlaps are frequent.
            (uint256 start, uint256 pages) = (entries[i] % 64, (entries[i] >> 8) % 32);
            rows = abi.encodePacked(rows, row(start, pages, 1 + ((entries[i] >> 16) % 4)));
            uint256 page = (where % 0x6_0000) / 4096;
            if (expected == 5 && page >= start && page < start + pages) expected = i;
        }
        (uint256 number, uint8 kind, ) = caller.find(rows, where % 0x6_0000);
        require(expected == 5 ? kind == 0 : number == expected && kind != 0, "find");
    }

    function testFuzz_layoutHash(bytes memory rows) public view {
        uint256 length = (rows.length / 8 > 16 ? 16 : rows.length / 8) * 8;
        assembly ("memory-safe") {
            mstore(rows, length)
        }
        require(caller.layoutHash(rows) == keccak256(rows), "layoutHash");
    }

    /// @dev For each number of sections and each place of the input section: its slot counts as zero.
    function test_roots() public view {
        for (uint256 count = 1; count <= 16; count++) {
            for (uint256 input = 0; input <= count; input++) {
                bytes memory rows;
                bytes32[] memory slots = new bytes32[](count);
                bytes32[16] memory expected;
                for (uint256 i = 0; i < count; i++) {
                    rows = abi.encodePacked(rows, row(i, 1, i == input ? 4 : 1 + (i % 3)));
                    slots[i] = keccak256(abi.encode(i));
                    if (i != input) expected[i] = slots[i];
                }
                (bytes32 inputRoot, bytes32 memoryRoot) = caller.roots(rows, slots);
                require(inputRoot == (input < count ? slots[input] : bytes32(0)), "inputRoot");
                require(memoryRoot == root16(expected), "memoryRoot");
            }
        }
    }

    function test_rejectsASecondInputSection() public {
        bytes memory rows = abi.encodePacked(row(0, 1, 4), row(1, 1, 1), row(2, 1, 4));
        bytes memory call = abi.encodeCall(caller.roots, (rows, new bytes32[](3)));
        (bool success, bytes memory result) = address(caller).call(call);
        bytes memory expected = abi.encodeWithSelector(Section.SecondInputSection.selector, 2);
        require(!success && keccak256(result) == keccak256(expected), "expected SecondInputSection(2)");
    }

    function check(bytes memory rows, uint32 where, uint256 number, uint8 kind, uint256 leaf) private view {
        (uint256 actual, uint8 actualKind, uint256 actualLeaf) = caller.find(rows, where);
        require(actual == number && actualKind == kind, "section");
        if (kind != 0) require(actualLeaf == leaf, "leaf");
    }

    function row(uint256 start, uint256 pages, uint256 kind) private pure returns (bytes8) {
        return bytes8(uint64((start << 32) | (pages << 8) | kind));
    }

    function root16(bytes32[16] memory nodes) private pure returns (bytes32) {
        for (uint256 count = 8; count > 0; count /= 2) {
            for (uint256 i = 0; i < count; i++) nodes[i] = keccak256(abi.encode(nodes[2 * i], nodes[2 * i + 1]));
        }
        return nodes[0];
    }
}
