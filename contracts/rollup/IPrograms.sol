// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ProgramId} from "../types/ProgramId.sol";
import {Step} from "../types/Step.sol";
import {Duration} from "../types/Time.sol";

/// @notice Where a batch starts from: `Persistent` from the memory that the last good one left, `Anchored` from the program's
/// initial memory.
enum ProgramKind {
    Persistent,
    Anchored
}

/// @notice All that a rollup must know of a program.
/// @param layoutHash binds the section table
/// @param memoryRoot root of the initial memory, the input section's slot zero
/// @param entryPoint first pc
/// @param maxSteps length of every run's span, a power of two up to 2^48
/// @param kind where a batch starts from
/// @param worstSeconds reference time of the worst batch that the Inbox admits
/// @param inputPages size of the input section in pages of 4096 bytes, 0 when there is none
struct Program {
    bytes32 layoutHash;
    bytes32 memoryRoot;
    uint32 entryPoint;
    Step maxSteps;
    ProgramKind kind;
    Duration worstSeconds;
    uint24 inputPages;
}

/// @title The registry of programs
/// @notice Checks a program's section table once and for all and keeps what rollups need, by content. Registering is for
/// anyone, and twice is as good as once. That the roots are those of some ELF is for users to compare: `assize program`.
interface IPrograms {
    /// @notice A program is registered: its whole section table (docs/machine.md, Sections) and the roots of its sections.
    event Registered(ProgramId indexed id, Program program, bytes entries, bytes32[] roots);

    /// @notice The table is not 1 to 16 entries of 8 bytes with one root each.
    error BadTable(uint256 bytesGiven, uint256 rootsGiven);
    /// @notice The section has no pages.
    error EmptySection(uint256 index);
    /// @notice The section starts before the end of the one before it.
    error SectionOverlaps(uint256 index);
    /// @notice The section ends above 2^32.
    error SectionBeyondMemory(uint256 index);
    /// @notice None of code, readOnly, readWrite, input.
    error UnknownKind(uint256 index, uint8 kind);
    /// @notice There is another input section.
    error SecondInput(uint256 index);
    /// @notice An input section is given by each batch: its root here is zero.
    error InputRootGiven(uint256 index);
    /// @notice The entry point is not a multiple of 4 in a code section.
    error BadEntryPoint(uint32 entryPoint);
    /// @notice Not a power of two from 1 to 2^48.
    error BadMaxSteps(Step maxSteps);
    /// @notice The worst batch takes at least a second.
    error NoWorstSeconds();
    /// @notice No such program is registered.
    error UnknownProgram(ProgramId id);

    /// @notice Registers a program.
    /// @param entries its section table, 8 bytes a section, sorted: startPage u32 | pages u24 | kind u8
    /// @param roots root of each section, zero for the input section
    function register(
        bytes calldata entries,
        bytes32[] calldata roots,
        uint32 entryPoint,
        Step maxSteps,
        ProgramKind kind,
        Duration worstSeconds
    ) external returns (ProgramId id);

    /// @notice A registered program; reverts for any other id.
    function program(ProgramId id) external view returns (Program memory);
}
