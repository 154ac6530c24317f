// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Merkle} from "../tree/Merkle.sol";
import {Isa} from "./Isa.sol";
import {Replay, Truncated} from "./Replay.sol";
import {Section} from "./Section.sol";
import {State} from "./State.sol";

/// @title The head of a one-step proof
/// @notice anchor 32 | output 32 | cpu 128 | status 1 | exitCode 4 | count 1 | entries 8 x count | roots 32 x count; what
/// follows are the accesses (docs/machine.md, One-step proof).
library Proof {
    /// @notice The status is none of running, halted, trapped.
    error BadStatus(uint8 status);
    /// @notice The section table has no rows, or more than 16.
    error BadSectionCount(uint256 count);

    uint256 private constant HEAD_BYTES = 198;
    uint256 private constant ROOT_BYTES = 32;

    /// @notice Splits the head into the state and its section roots; nothing of it is checked against a hash yet.
    /// @return state registers, status, output
    /// @return access the section roots and what follows the head
    function decodeHead(bytes calldata proof) internal pure returns (State memory state, Replay memory access) {
        if (proof.length < HEAD_BYTES) revert Truncated();
        readState(proof, state);
        uint256 count = uint8(proof[HEAD_BYTES - 1]);
        if (count == 0 || count > Isa.MAX_SECTIONS) revert BadSectionCount(count);
        uint256 rootsAt;
        uint256 accessesAt;
        unchecked {
            rootsAt = HEAD_BYTES + Section.ROW_BYTES * count;
            accessesAt = rootsAt + ROOT_BYTES * count;
        }
        if (proof.length < accessesAt) revert Truncated();
        uint256 start;
        assembly ("memory-safe") {
            start := proof.offset
        }
        unchecked {
            // All of these lie inside calldata.
            access.table = Section.tableAt(start + HEAD_BYTES, count);
            access.slots = readRoots(start + rootsAt, count);
            access.cursor = start + accessesAt;
            access.end = start + proof.length;
        }
        access.inputRoot = Section.inputRoot(access.table, access.slots);
        access.zeroTable = Merkle.zeroRoots();
    }

    /// @dev `proof` holds a whole head.
    function readState(bytes calldata proof, State memory state) private pure {
        uint256[4] memory cpu = state.cpu;
        bytes32 anchor;
        bytes32 output;
        uint256 end;
        // Fills exactly the array.
        assembly ("memory-safe") {
            anchor := calldataload(proof.offset)
            output := calldataload(add(proof.offset, 32))
            calldatacopy(cpu, add(proof.offset, 64), 128)
            end := calldataload(add(proof.offset, 192))
        }
        (state.anchor, state.output) = (anchor, output);
        (state.status, state.exitCode) = (uint8(end >> 248), uint32(end >> 216));
        if (state.status > Isa.STATUS_TRAPPED) revert BadStatus(state.status);
    }

    function readRoots(uint256 position, uint256 count) private pure returns (bytes32[] memory roots) {
        roots = new bytes32[](count);
        // Fills exactly the array.
        assembly ("memory-safe") {
            calldatacopy(add(roots, 32), position, shl(5, count))
        }
    }
}
