// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StateHash} from "../types/StateHash.sol";

/// @dev Commits to the list of hashes of one dissection, segment by segment.
type DissectionRoot is bytes32;

/// @notice One segment of the other side's dissection: whose start the mover accepts and whose end it rejects.
/// @param index which segment, from 0
/// @param start hash at the segment's start
/// @param end hash at the segment's end
/// @param siblings Merkle path of the segment, from the leaf up, one for each level
struct Selection {
    uint256 index;
    StateHash start;
    StateHash end;
    bytes32[] siblings;
}

/// @title The committed list of hashes of a move
/// @notice Mirrors src/dispute/dissection.ts; docs/dispute.md, Dissection. A leaf holds two neighbouring hashes, so that one
/// path proves a whole segment; its preimage is as long as a node's, but the depth is fixed by the count, so no node passes for it.
library Dissection {
    /// @notice A dissection of `count` segments has no such segment, or a path of another length.
    error BadSelection(uint256 index, uint256 siblings, uint256 count);

    /// @notice A leaf: the hash of two neighbours of the list.
    function segment(StateHash start, StateHash end) internal pure returns (bytes32) {
        return pair(StateHash.unwrap(start), StateHash.unwrap(end));
    }

    /// @notice keccak256(left | right): a leaf, a node, and whatever else two words commit to.
    function pair(bytes32 left, bytes32 right) internal pure returns (bytes32 hash) {
        // Writes scratch space only.
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            hash := keccak256(0, 64)
        }
    }

    /// @notice The root over the segments of the list first, inner, last, padded with zero to a power of two.
    function root(
        StateHash first,
        StateHash[] calldata inner,
        StateHash last
    ) internal pure returns (DissectionRoot node) {
        // All of it happens in the free memory behind the pointer, which is not claimed: the list is laid out there, turned
        // into its leaves in place (two neighbours lie side by side already), and halved in place until one word is left. The
        // loops take several words at a time and may run over the end: what they leave there is overwritten or never read. An
        // odd one out is paired with the zero root of its level, which only a count that is no power of two ever needs.
        assembly ("memory-safe") {
            let words := mload(0x40)
            let end := add(words, shl(5, add(inner.length, 1)))
            mstore(words, first)
            calldatacopy(add(words, 32), inner.offset, shl(5, inner.length))
            mstore(end, last)
            for {
                let to := words
            } lt(to, end) {
                to := add(to, 128)
            } {
                mstore(to, keccak256(to, 64))
                mstore(add(to, 32), keccak256(add(to, 32), 64))
                mstore(add(to, 64), keccak256(add(to, 64), 64))
                mstore(add(to, 96), keccak256(add(to, 96), 64))
            }
            let ragged := and(inner.length, add(inner.length, 1))
            let zero := 0
            for {} gt(end, add(words, 32)) {} {
                if and(sub(end, words), 32) {
                    mstore(end, zero)
                    end := add(end, 32)
                }
                let to := words
                for {
                    let from := words
                } lt(from, end) {
                    from := add(from, 128)
                } {
                    mstore(to, keccak256(from, 64))
                    mstore(add(to, 32), keccak256(add(from, 64), 64))
                    to := add(to, 64)
                }
                end := shr(1, add(words, end))
                if ragged {
                    mstore(0, zero)
                    mstore(32, zero)
                    zero := keccak256(0, 64)
                }
            }
            node := mload(words)
        }
    }

    /// @notice The root of the dissection of `count` segments that `selection` is a segment of.
    function climb(Selection calldata selection, uint256 count) internal pure returns (DissectionRoot node) {
        uint256 index = selection.index;
        bytes32[] calldata siblings = selection.siblings;
        uint256 depth = siblings.length;
        // depth = ceil(log2(count)), written so that any depth given is compared and never shifted out of range.
        bool fits = depth < 8 && 1 << depth >= count && (1 << depth) >> 1 < count;
        if (index >= count || !fits) revert BadSelection(index, depth, count);
        bytes32 leaf = segment(selection.start, selection.end);
        // Writes scratch space; reads calldata inside `siblings`.
        assembly ("memory-safe") {
            node := leaf
            let from := siblings.offset
            for {
                let end := add(from, shl(5, depth))
            } lt(from, end) {
                from := add(from, 32)
            } {
                let place := shl(5, and(index, 1))
                mstore(place, node)
                mstore(xor(place, 32), calldataload(from))
                node := keccak256(0, 64)
                index := shr(1, index)
            }
        }
    }
}
