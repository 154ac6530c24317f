// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Merkle} from "../tree/Merkle.sol";
import {Field} from "./Field.sol";
import {Isa} from "./Isa.sol";
import {Place, Section, Table} from "./Section.sol";

/// @notice The proof ends before its last part.
error Truncated();
/// @notice The proof goes on after its last part.
error TrailingBytes(uint256 count);
/// @notice A leaf and its siblings do not lead to the root of the section that holds it.
error WrongRoot(uint256 section);
/// @notice A child of a Poseidon hash is not below the field.
error NonCanonicalChild(uint256 index);
/// @notice The children do not hash to the value that is opened.
error WrongChildren(uint256 expected, uint256 actual);

/// @notice Memory as a step may see it: the section roots, and the accesses of a one-step proof in their order. Positions
/// are offsets in calldata.
struct Replay {
    Table table;
    /// Section roots in the table's order, but zero for the input section; `write` keeps them current.
    bytes32[] slots;
    bytes32 inputRoot;
    bytes zeroTable;
    /// Poseidon of 2, 4 or 5 numbers.
    function(uint256[] memory) view returns (uint256) poseidon;
    /// First byte of the proof that is not yet consumed, and the end of the proof.
    uint256 cursor;
    uint256 end;
    /// Whether any root differs from what the proof began with.
    bool written;
}

using {peek, read, write, children, finish, take, nextLeaf} for Replay global;

/// @notice The leaf that the next access of the proof holds. Nothing says yet that it is in memory, or that the proof has so
/// many bytes: `write` checks both.
function peek(Replay memory access) pure returns (bytes32 leaf) {
    uint256 from = access.cursor;
    assembly ("memory-safe") {
        leaf := calldataload(from)
    }
}

/// @notice Takes the next access of the proof: the leaf that holds `address_`, in the section at `place`. Proves it.
function read(Replay memory access, Place place, uint32 address_) pure returns (bytes32 leaf) {
    uint32 zeros;
    (leaf, zeros) = access.nextLeaf();
    (bytes32 root, uint256 used) = Merkle.climb(
        leaf,
        place.leafIndex(address_),
        Section.depth(place.pages()),
        zeros,
        msg.data[access.cursor:access.end],
        access.zeroTable
    );
    access.cursor += used;
    bytes32 known = place.kind() == Isa.KIND_INPUT ? access.inputRoot : access.slots[place.number()];
    if (root != known) revert WrongRoot(place.number());
}

/// @notice Takes the next access of the proof, as `read` does, and puts `newLeaf` in the place of its leaf. `place` is no
/// input section.
function write(Replay memory access, Place place, uint32 address_, bytes32 newLeaf) pure {
    (bytes32 leaf, uint32 zeros) = access.nextLeaf();
    (bytes32 root, bytes32 newRoot, uint256 used) = Merkle.exchange(
        leaf,
        newLeaf,
        place.leafIndex(address_),
        Section.depth(place.pages()),
        zeros,
        msg.data[access.cursor:access.end],
        access.zeroTable
    );
    access.cursor += used;
    if (root != access.slots[place.number()]) revert WrongRoot(place.number());
    access.slots[place.number()] = newRoot;
    access.written = true;
}

/// @notice Takes `n` children of the Poseidon hash `hash` from the proof.
function children(Replay memory access, uint256 hash, uint256 n) view returns (uint256[] memory numbers) {
    numbers = new uint256[](n);
    for (uint256 i = 0; i < n; i++) {
        uint256 from = access.take(32);
        numbers[i] = uint256(bytes32(msg.data[from:from + 32]));
        if (numbers[i] >= Field.FIELD) revert NonCanonicalChild(i);
    }
    uint256 actual = access.poseidon(numbers);
    if (actual != hash) revert WrongChildren(hash, actual);
}

/// @notice Checks that the step has consumed the whole proof.
function finish(Replay memory access) pure {
    if (access.cursor != access.end) revert TrailingBytes(access.end - access.cursor);
}

/// @notice Consumes `length` bytes of the proof and returns where they begin.
function take(Replay memory access, uint256 length) pure returns (uint256 from) {
    from = access.cursor;
    unchecked {
        // The cursor never passes the end, so neither this difference nor this sum can wrap.
        if (access.end - from < length) revert Truncated();
        access.cursor = from + length;
    }
}

/// @dev Consumes the leaf of the next access and its zero bits.
function nextLeaf(Replay memory access) pure returns (bytes32 leaf, uint32 zeros) {
    uint256 from = access.take(36);
    // Inside the proof, as `take` has checked.
    assembly ("memory-safe") {
        leaf := calldataload(from)
        zeros := shr(224, calldataload(add(from, 32)))
    }
}
