// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Decode} from "../machine/Decode.sol";
import {Hash} from "../machine/Hash.sol";
import {Section, Table} from "../machine/Section.sol";
import {Merkle} from "../tree/Merkle.sol";
import {StateHash} from "../types/StateHash.sol";

/// @title The judge's pure rooms, callable
/// @notice Lets tests hold the libraries to the vectors that TypeScript is held to as well.
contract JudgeRooms {
    struct Fields {
        uint256 operation;
        uint32 rd;
        uint32 rs1;
        uint32 rs2;
        uint32 immI;
        uint32 immS;
        uint32 immB;
        uint32 immU;
        uint32 immJ;
    }

    function decode(uint32[] calldata words) external pure returns (Fields[] memory fields) {
        fields = new Fields[](words.length);
        for (uint256 i = 0; i < words.length; i++) {
            uint32 word = words[i];
            fields[i] = Fields({
                operation: Decode.operation(word),
                rd: Decode.rd(word),
                rs1: Decode.rs1(word),
                rs2: Decode.rs2(word),
                immI: Decode.immI(word),
                immS: Decode.immS(word),
                immB: Decode.immB(word),
                immU: Decode.immU(word),
                immJ: Decode.immJ(word)
            });
        }
    }

    /// @notice One byte for each of the 2^17 combinations of funct7, funct3 and opcode from `from` on, in that order of weight.
    function operations(uint256 from, uint256 count) external pure returns (bytes memory found) {
        found = new bytes(count);
        for (uint256 i = 0; i < count; i++) {
            uint256 all = from + i;
            uint256 word = ((all >> 10) << 25) | (((all >> 7) & 7) << 12) | (all & 0x7f);
            found[i] = bytes1(uint8(Decode.operation(uint32(word))));
        }
    }

    function hashes(
        bytes32[5] calldata parts,
        uint256[4] memory cpu,
        uint32 exitCode,
        uint8 status
    ) external pure returns (bytes32 cpuHash, bytes32 fixedHash, StateHash stateHash) {
        cpuHash = Hash.cpuHash(cpu);
        fixedHash = Hash.fixedHash(parts[0], parts[1], parts[2]);
        stateHash = Hash.stateHash(fixedHash, parts[3], parts[4], cpuHash, exitCode, status);
    }

    function climb(
        bytes32 leaf,
        uint32 index,
        uint256 depth,
        uint32 zeros,
        bytes calldata siblings
    ) external pure returns (bytes32 node, uint256 used) {
        return Merkle.climb(leaf, index, depth, zeros, siblings, Merkle.zeroRoots());
    }

    function root(bytes32[] memory leaves, uint256 depth) external pure returns (bytes32) {
        return Merkle.root(leaves, depth, Merkle.zeroRoots());
    }

    function section(
        bytes calldata rows,
        bytes32[] memory roots
    ) external pure returns (bytes32 layoutHash, bytes32 inputRoot, bytes32 memoryRoot, uint256[] memory depths) {
        uint256 position;
        assembly ("memory-safe") {
            position := rows.offset
        }
        Table table = Section.tableAt(position, rows.length / Section.ROW_BYTES);
        depths = new uint256[](Section.rows(table));
        for (uint256 i = 0; i < depths.length; i++) depths[i] = Section.depth(Section.row(table, i).pages());
        layoutHash = Section.layoutHash(table);
        inputRoot = Section.inputRoot(table, roots);
        memoryRoot = Section.memoryRoot(roots, Merkle.zeroRoots());
    }
}
