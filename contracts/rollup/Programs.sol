// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Isa} from "../machine/Isa.sol";
import {Merkle} from "../tree/Merkle.sol";
import {ProgramId} from "../types/ProgramId.sol";
import {Step} from "../types/Step.sol";
import {Duration} from "../types/Time.sol";
import {IPrograms, Program, ProgramKind} from "./IPrograms.sol";

/// @title The registry of programs
/// @dev The judge is total over any table that a state hash can bind; here is where a table is shown to be a valid one.
contract Programs is IPrograms {
    uint256 private constant ENTRY_BYTES = 8;
    uint256 private constant MEMORY_PAGES = 1 << 20;
    uint64 private constant MAX_STEPS = 1 << 48;

    mapping(ProgramId id => Program) private _programs;

    /// @inheritdoc IPrograms
    function register(
        bytes calldata entries,
        bytes32[] calldata roots,
        uint32 entryPoint,
        Step maxSteps,
        ProgramKind kind,
        Duration worstSeconds
    ) external override returns (ProgramId id) {
        uint64 steps = Step.unwrap(maxSteps);
        if (steps == 0 || steps > MAX_STEPS || steps & (steps - 1) != 0) revert BadMaxSteps(maxSteps);
        if (Duration.unwrap(worstSeconds) == 0) revert NoWorstSeconds();
        uint24 inputPages = _checkTable(entries, roots, entryPoint);

        Program memory made = Program({
            layoutHash: keccak256(entries),
            memoryRoot: Merkle.root(roots, Isa.MEMORY_DEPTH, Merkle.zeroRoots()),
            entryPoint: entryPoint,
            maxSteps: maxSteps,
            kind: kind,
            worstSeconds: worstSeconds,
            inputPages: inputPages
        });
        id = _id(made);
        _programs[id] = made;
        emit Registered(id, made, entries, roots);
    }

    /// @inheritdoc IPrograms
    function program(ProgramId id) external view override returns (Program memory found) {
        found = _programs[id];
        if (found.layoutHash == 0) revert UnknownProgram(id);
    }

    /// @dev Sorted, not empty, apart, inside memory, of known kinds, at most one input, the entry point in code.
    function _checkTable(
        bytes calldata entries,
        bytes32[] calldata roots,
        uint32 entryPoint
    ) private pure returns (uint24 inputPages) {
        uint256 count = roots.length;
        if (count == 0 || count > Isa.MAX_SECTIONS || entries.length != count * ENTRY_BYTES) {
            revert BadTable(entries.length, count);
        }
        bool entered = false;
        uint256 end = 0;
        for (uint256 i = 0; i < count; i++) {
            (uint256 start, uint24 pages, uint8 kind) = _entry(entries, i);
            if (pages == 0) revert EmptySection(i);
            if (start < end) revert SectionOverlaps(i);
            end = start + pages;
            if (end > MEMORY_PAGES) revert SectionBeyondMemory(i);
            if (kind < Isa.KIND_CODE || kind > Isa.KIND_INPUT) revert UnknownKind(i, kind);
            uint256 entryPage = entryPoint / Isa.PAGE_BYTES;
            if (kind == Isa.KIND_CODE && start <= entryPage && entryPage < end) entered = true;
            if (kind != Isa.KIND_INPUT) continue;
            if (inputPages != 0) revert SecondInput(i);
            if (roots[i] != 0) revert InputRootGiven(i);
            inputPages = pages;
        }
        if (!entered || entryPoint % 4 != 0) revert BadEntryPoint(entryPoint);
    }

    /// @dev Entry `index` of the table: startPage u32 | pages u24 | kind u8.
    function _entry(
        bytes calldata entries,
        uint256 index
    ) private pure returns (uint256 startPage, uint24 pages, uint8 kind) {
        uint64 entry = uint64(bytes8(entries[index * ENTRY_BYTES:]));
        return (entry >> 32, uint24(entry >> 8), uint8(entry));
    }

    /// @dev docs/settlement.md, Programs. inputPages follows from the layout.
    function _id(Program memory made) private pure returns (ProgramId) {
        bytes memory packed = abi.encodePacked(
            made.layoutHash,
            made.memoryRoot,
            made.entryPoint,
            Step.unwrap(made.maxSteps),
            uint8(made.kind),
            Duration.unwrap(made.worstSeconds)
        );
        return ProgramId.wrap(keccak256(packed));
    }
}
