// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Dissection, DissectionRoot, Selection} from "../../contracts/dispute/Dissection.sol";
import {StateHash} from "../../contracts/types/StateHash.sol";

/// @dev Against a definition by recursion, which hashes all it needs anew and shares no code with the library.
contract DissectionTest {
    bytes32[] private _leaves;

    function testFuzz_rootAndPaths(uint256 seed, uint8 size) public {
        check(seed, 1 + (size % 128));
    }

    function test_everySmallCount() public {
        for (uint256 count = 1; count <= 33; count++) check(count, count);
    }

    function testFuzz_changedSelectionsLeadElsewhere(uint256 seed, uint8 size, uint256 bit) public {
        uint256 count = 1 + (size % 32);
        StateHash[] memory hashes = list(seed, count);
        Selection memory selection = select(hashes, seed % count);
        DissectionRoot root = this.climb(selection, count);
        StateHash flip = StateHash.wrap(bytes32(1 << (bit % 256)));
        if (bit & 256 == 0) selection.start = xor(selection.start, flip);
        else selection.end = xor(selection.end, flip);
        require(DissectionRoot.unwrap(root) != DissectionRoot.unwrap(this.climb(selection, count)), "same root");
    }

    function check(uint256 seed, uint256 count) private {
        StateHash[] memory hashes = list(seed, count);
        uint256 index = seed % count;
        Selection memory selection = select(hashes, index);
        bytes32 expected = node(selection.siblings.length, 0);
        StateHash[] memory inner = new StateHash[](count - 1);
        for (uint256 i = 1; i < count; i++) inner[i - 1] = hashes[i];
        DissectionRoot root = this.rootOf(hashes[0], inner, hashes[count]);
        require(DissectionRoot.unwrap(root) == expected, "root");
        require(DissectionRoot.unwrap(this.climb(selection, count)) == expected, "climb");
    }

    function rootOf(
        StateHash first,
        StateHash[] calldata inner,
        StateHash last
    ) external pure returns (DissectionRoot root) {
        // What lies behind the free memory pointer must not matter.
        assembly ("memory-safe") {
            let free := mload(0x40)
            for {
                let i := 0
            } lt(i, 300) {
                i := add(i, 1)
            } {
                mstore(add(free, shl(5, i)), not(i))
            }
        }
        return Dissection.root(first, inner, last);
    }

    function climb(Selection calldata selection, uint256 count) external pure returns (DissectionRoot) {
        return Dissection.climb(selection, count);
    }

    function list(uint256 seed, uint256 count) private pure returns (StateHash[] memory hashes) {
        hashes = new StateHash[](count + 1);
        for (uint256 i = 0; i <= count; i++) hashes[i] = StateHash.wrap(keccak256(abi.encode(seed, i)));
    }

    function select(StateHash[] memory hashes, uint256 index) private returns (Selection memory selection) {
        delete _leaves;
        for (uint256 i = 1; i < hashes.length; i++) _leaves.push(keccak256(abi.encode(hashes[i - 1], hashes[i])));
        uint256 depth = 0;
        while (2 ** depth < _leaves.length) depth++;
        (selection.index, selection.start, selection.end) = (index, hashes[index], hashes[index + 1]);
        selection.siblings = new bytes32[](depth);
        for (uint256 level = 0; level < depth; level++) {
            uint256 own = index / 2 ** level;
            selection.siblings[level] = node(level, own % 2 == 0 ? own + 1 : own - 1);
        }
    }

    function node(uint256 level, uint256 index) private view returns (bytes32) {
        if (level == 0) return index < _leaves.length ? _leaves[index] : bytes32(0);
        return keccak256(abi.encode(node(level - 1, 2 * index), node(level - 1, 2 * index + 1)));
    }

    function xor(StateHash a, StateHash b) private pure returns (StateHash) {
        return StateHash.wrap(StateHash.unwrap(a) ^ StateHash.unwrap(b));
    }
}
