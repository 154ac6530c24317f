// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Merkle} from "../../contracts/tree/Merkle.sol";

/// @notice Calls from outside, so that siblings lie in calldata and a revert can be caught.
contract MerkleCaller {
    function climb(
        bytes32 leaf,
        uint32 index,
        uint256 depth,
        uint32 zeros,
        bytes calldata siblings
    ) external pure returns (bytes32, uint256) {
        return Merkle.climb(leaf, index, depth, zeros, siblings, Merkle.zeroRoots());
    }

    function exchange(
        bytes32 leaf,
        bytes32 newLeaf,
        uint32 index,
        uint256 depth,
        uint32 zeros,
        bytes calldata siblings
    ) external pure returns (bytes32, bytes32, uint256) {
        return Merkle.exchange(leaf, newLeaf, index, depth, zeros, siblings, Merkle.zeroRoots());
    }

    function root(bytes32[] memory leaves, uint256 depth) external pure returns (bytes32) {
        return Merkle.root(leaves, depth, Merkle.zeroRoots());
    }
}

contract MerkleTest {
    MerkleCaller private immutable caller = new MerkleCaller();

    function test_zeroRoots() public pure {
        bytes memory table = Merkle.zeroRoots();
        require(table.length == 32 * (Merkle.MAX_DEPTH + 1), "32 of them");
        bytes32 expected;
        for (uint256 i = 0; i <= Merkle.MAX_DEPTH; i++) {
            require(zero(i) == expected, "zero root");
            expected = node(expected, expected);
        }
    }

    /// @dev Every leaf of trees of every width at depth 0 to 4, the rest being padding.
    function test_smallTrees() public view {
        for (uint256 depth = 0; depth <= 4; depth++) {
            for (uint256 count = 0; count <= 2 ** depth; count++) {
                bytes32[] memory leaves = new bytes32[](count);
                for (uint256 i = 0; i < count; i++) leaves[i] = keccak256(abi.encode(depth, count, i));
                checkTree(leaves, depth);
            }
        }
    }

    /// @dev Zero leaves among others: siblings that are zero without being padding.
    function testFuzz_sparseTree(bytes32[16] memory seeds, uint16 present) public view {
        bytes32[] memory leaves = new bytes32[](16);
        for (uint256 i = 0; i < 16; i++) if ((present >> i) % 2 == 1) leaves[i] = seeds[i];
        checkTree(leaves, 5);
    }

    function test_deepestTree() public view {
        bytes32[] memory leaves = new bytes32[](3);
        (leaves[0], leaves[1], leaves[2]) = (bytes32(uint256(1)), bytes32(uint256(2)), bytes32(uint256(3)));
        checkTree(leaves, Merkle.MAX_DEPTH);
    }

    function test_rootLeavesTheLeavesAlone() public pure {
        bytes32[] memory leaves = new bytes32[](3);
        leaves[1] = keccak256("a");
        bytes32 before = keccak256(abi.encode(leaves));
        Merkle.root(leaves, 2, Merkle.zeroRoots());
        require(keccak256(abi.encode(leaves)) == before, "changed");
    }

    function test_rejectsZeroBitsBeyondDepth() public {
        expectBoth(0, 3, 8, new bytes(96), Merkle.ZeroBitsBeyondDepth.selector);
        expectBoth(0, 31, 1 << 31, new bytes(992), Merkle.ZeroBitsBeyondDepth.selector);
    }

    function test_rejectsDepthBeyondTheZeroRoots() public {
        expectBoth(0, 32, 0, new bytes(1024), Merkle.ZeroBitsBeyondDepth.selector);
        expectBoth(0, type(uint256).max, 0, "", Merkle.ZeroBitsBeyondDepth.selector);
        expect(abi.encodeCall(caller.root, (new bytes32[](1), 32)), Merkle.TooManyLeaves.selector);
    }

    function test_rejectsTooManyLeaves() public {
        expect(abi.encodeCall(caller.root, (new bytes32[](5), 2)), Merkle.TooManyLeaves.selector);
        expect(abi.encodeCall(caller.root, (new bytes32[](2), 0)), Merkle.TooManyLeaves.selector);
    }

    /// @dev At each level, and one of several.
    function test_rejectsZeroSiblingsSpelledOut() public {
        for (uint256 level = 0; level < 6; level++) {
            bytes memory siblings;
            for (uint256 i = 0; i < 6; i++) {
                siblings = abi.encodePacked(siblings, i == level ? zero(i) : keccak256(abi.encode(i)));
            }
            expectBoth(5, 6, 0, siblings, Merkle.ZeroSiblingGiven.selector);
        }
    }

    function test_rejectsMissingSiblings() public {
        for (uint256 length = 0; length < 64; length++) {
            bytes memory siblings = abi.encodePacked(keccak256("a"), keccak256("b"));
            assembly ("memory-safe") {
                mstore(siblings, length)
            }
            expectBoth(0, 3, 4, siblings, Merkle.SiblingsMissing.selector);
        }
    }

    /// @dev What follows the path is left for the caller.
    function test_takesNoMoreThanItNeeds() public view {
        bytes memory siblings = abi.encodePacked(keccak256("a"), keccak256("b"), "more");
        (, uint256 used) = caller.climb(0, 0, 3, 4, siblings);
        require(used == 64, "used");
    }

    /// @dev Bits of the index that the tree has no levels for change nothing.
    function testFuzz_indexBeyondTheTree(uint32 index) public view {
        bytes memory siblings = abi.encodePacked(keccak256("a"), keccak256("b"));
        (bytes32 high, ) = caller.climb(keccak256("leaf"), index, 2, 0, siblings);
        (bytes32 low, ) = caller.climb(keccak256("leaf"), index % 4, 2, 0, siblings);
        require(high == low, "index");
        (bytes32 root, bytes32 newRoot, ) = caller.exchange(keccak256("leaf"), 0, index, 2, 0, siblings);
        (bytes32 lowRoot, bytes32 lowNewRoot, ) = caller.exchange(keccak256("leaf"), 0, index % 4, 2, 0, siblings);
        require(root == low && lowRoot == low && newRoot == lowNewRoot, "exchange");
    }

    function checkTree(bytes32[] memory leaves, uint256 depth) private view {
        bytes32 expected = slowRoot(leaves, 0, depth);
        require(caller.root(leaves, depth) == expected, "root");
        for (uint256 index = 0; index < leaves.length; index++) {
            (uint32 zeros, bytes memory siblings) = path(leaves, index, depth);
            (bytes32 actual, uint256 used) = caller.climb(leaves[index], uint32(index), depth, zeros, siblings);
            require(actual == expected, "climb");
            require(used == siblings.length, "used");
            checkExchange(leaves, index, depth, keccak256(abi.encode(depth, index)));
            checkExchange(leaves, index, depth, 0);
        }
    }

    function checkExchange(bytes32[] memory leaves, uint256 index, uint256 depth, bytes32 newLeaf) private view {
        (uint32 zeros, bytes memory siblings) = path(leaves, index, depth);
        (bytes32 before, bytes32 after_, uint256 used) = caller.exchange(
            leaves[index],
            newLeaf,
            uint32(index),
            depth,
            zeros,
            siblings
        );
        require(before == slowRoot(leaves, 0, depth), "root before");
        require(used == siblings.length, "used");
        bytes32 leaf = leaves[index];
        leaves[index] = newLeaf;
        require(after_ == slowRoot(leaves, 0, depth), "root after");
        leaves[index] = leaf;
    }

    /// @dev The definition, by recursion: the root over the 2^depth leaves from `first` on.
    function slowRoot(bytes32[] memory leaves, uint256 first, uint256 depth) private pure returns (bytes32) {
        if (first >= leaves.length) return zero(depth);
        if (depth == 0) return leaves[first];
        return node(slowRoot(leaves, first, depth - 1), slowRoot(leaves, first + 2 ** (depth - 1), depth - 1));
    }

    function path(
        bytes32[] memory leaves,
        uint256 index,
        uint256 depth
    ) private pure returns (uint32 zeros, bytes memory siblings) {
        for (uint256 level = 0; level < depth; level++) {
            bytes32 sibling = slowRoot(leaves, ((index >> level) ^ 1) << level, level);
            if (sibling == zero(level)) zeros |= uint32(1 << level);
            else siblings = abi.encodePacked(siblings, sibling);
        }
    }

    /// @dev `climb` and `exchange` refuse alike.
    function expectBoth(uint32 index, uint256 depth, uint32 zeros, bytes memory siblings, bytes4 selector) private {
        expect(abi.encodeCall(caller.climb, (0, index, depth, zeros, siblings)), selector);
        expect(abi.encodeCall(caller.exchange, (0, 0, index, depth, zeros, siblings)), selector);
    }

    function expect(bytes memory call, bytes4 selector) private {
        (bool success, bytes memory result) = address(caller).call(call);
        require(!success && bytes4(result) == selector, "expected another error");
    }

    function node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(left, right));
    }

    function zero(uint256 level) private pure returns (bytes32 found) {
        bytes memory table = Merkle.zeroRoots();
        for (uint256 i = 0; i < 32; i++) found |= bytes32(table[32 * level + i]) >> (8 * i);
    }
}
