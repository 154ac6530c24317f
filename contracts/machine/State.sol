// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice All of a machine's state beside its memory (docs/machine.md, State).
struct State {
    /// pc | x1 | … | x31, big-endian words: the 128 bytes under cpuHash, kept packed so that hashing needs no packing.
    uint256[4] cpu;
    /// Isa.STATUS_RUNNING, STATUS_HALTED or STATUS_TRAPPED.
    uint8 status;
    /// The guest's exit code when halted, the trap cause when trapped.
    uint32 exitCode;
    /// The parent's output; never changes in a run.
    bytes32 anchor;
    /// What the guest committed to.
    bytes32 output;
}

using {pc, setPc, register, setRegister} for State global;

/// @dev pc lies where x0 would.
function pc(State memory state) pure returns (uint32) {
    return word(state.cpu, 0);
}

function setPc(State memory state, uint32 value) pure {
    setWord(state.cpu, 0, value);
}

/// @param number 0 to 31; x0 reads as zero
function register(State memory state, uint256 number) pure returns (uint32) {
    return number == 0 ? 0 : word(state.cpu, number);
}

/// @param number 0 to 31; a write to x0 is lost
function setRegister(State memory state, uint256 number, uint32 value) pure {
    if (number != 0) setWord(state.cpu, number, value);
}

/// @param place 0 to 31; taken modulo 32, so that no argument leaves the array
function word(uint256[4] memory cpu, uint256 place) pure returns (uint32 value) {
    // Reads up to 28 bytes behind the array, and shifts them out.
    assembly ("memory-safe") {
        value := shr(224, mload(add(cpu, shl(2, and(place, 31)))))
    }
}

function setWord(uint256[4] memory cpu, uint256 place, uint32 value) pure {
    // Writes the four bytes of the word and nothing else.
    assembly ("memory-safe") {
        let first := add(cpu, shl(2, and(place, 31)))
        mstore8(first, shr(24, value))
        mstore8(add(first, 1), shr(16, value))
        mstore8(add(first, 2), shr(8, value))
        mstore8(add(first, 3), value)
    }
}
