// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Isa} from "./Isa.sol";

/// @title Fields of an instruction word
/// @notice Mirrors src/machine/decode.ts; source of the formats: RISC-V unprivileged specification, Immediate Encoding
/// Variants. Immediates are sign-extended to 32 bits.
library Decode {
    // Tables from funct3 to operation number, one byte each; an absent row is ILLEGAL.
    uint256 private constant LOADS = Isa.LB | (Isa.LH << 8) | (Isa.LW << 16) | (Isa.LBU << 32) | (Isa.LHU << 40);
    uint256 private constant STORES = Isa.SB | (Isa.SH << 8) | (Isa.SW << 16);
    uint256 private constant BRANCHES =
        Isa.BEQ | (Isa.BNE << 8) | (Isa.BLT << 32) | (Isa.BGE << 40) | (Isa.BLTU << 48) | (Isa.BGEU << 56);
    uint256 private constant IMMEDIATES =
        Isa.ADDI | (Isa.SLTI << 16) | (Isa.SLTIU << 24) | (Isa.XORI << 32) | (Isa.ORI << 48) | (Isa.ANDI << 56);
    uint256 private constant REGISTERS =
        Isa.ADD |
            (Isa.SLL << 8) |
            (Isa.SLT << 16) |
            (Isa.SLTU << 24) |
            (Isa.XOR << 32) |
            (Isa.SRL << 40) |
            (Isa.OR << 48) |
            (Isa.AND << 56);
    uint256 private constant ALTERNATES = Isa.SUB | (Isa.SRA << 40);
    uint256 private constant MULDIVS =
        Isa.MUL |
            (Isa.MULH << 8) |
            (Isa.MULHSU << 16) |
            (Isa.MULHU << 24) |
            (Isa.DIV << 32) |
            (Isa.DIVU << 40) |
            (Isa.REM << 48) |
            (Isa.REMU << 56);

    uint256 private constant FUNCT3_SLLI = 1;
    uint256 private constant FUNCT3_SRXI = 5;
    uint256 private constant FUNCT7_MULDIV = 0x01;
    uint256 private constant FUNCT7_ALTERNATE = 0x20;
    uint256 private constant WORD_ECALL = 0x00000073;
    uint256 private constant WORD_EBREAK = 0x00100073;

    function rd(uint32 word) internal pure returns (uint32) {
        return (word >> 7) & 31;
    }

    function rs1(uint32 word) internal pure returns (uint32) {
        return (word >> 15) & 31;
    }

    function rs2(uint32 word) internal pure returns (uint32) {
        return (word >> 20) & 31;
    }

    /// @dev Shifting a signed type right repeats bit 31, here and below.
    function immI(uint32 word) internal pure returns (uint32) {
        return uint32(int32(word) >> 20);
    }

    function immS(uint32 word) internal pure returns (uint32) {
        return (uint32(int32(word) >> 20) & 0xffffffe0) | ((word >> 7) & 0x1f);
    }

    /// @dev Bits 12 | 10:5 in the upper part, 4:1 | 11 in the place of rd; bit 0 is zero.
    function immB(uint32 word) internal pure returns (uint32) {
        return
            (uint32(int32(word) >> 19) & 0xfffff000) |
            ((word << 4) & 0x800) |
            ((word >> 20) & 0x7e0) |
            ((word >> 7) & 0x1e);
    }

    function immU(uint32 word) internal pure returns (uint32) {
        return word & 0xfffff000;
    }

    /// @dev Bits 20 | 10:1 | 11 | 19:12; bit 0 is zero.
    function immJ(uint32 word) internal pure returns (uint32) {
        return
            (uint32(int32(word) >> 11) & 0xfff00000) |
            (word & 0xff000) |
            ((word >> 9) & 0x800) |
            ((word >> 20) & 0x7fe);
    }

    /// @notice Operation number of `word` (Isa), ILLEGAL (0) when it is no RV32IM instruction. Total over all 2^32 words.
    function operation(uint32 word) internal pure returns (uint256) {
        uint256 opcode = word & 0x7f;
        uint256 funct3 = (word >> 12) & 7;
        if (opcode == Isa.OPCODE_OP_IMM) return immediate(funct3, word >> 25);
        if (opcode == Isa.OPCODE_OP) return register(funct3, word >> 25);
        if (opcode == Isa.OPCODE_LOAD) return select(LOADS, funct3);
        if (opcode == Isa.OPCODE_STORE) return select(STORES, funct3);
        if (opcode == Isa.OPCODE_BRANCH) return select(BRANCHES, funct3);
        if (opcode == Isa.OPCODE_LUI) return Isa.LUI;
        if (opcode == Isa.OPCODE_AUIPC) return Isa.AUIPC;
        if (opcode == Isa.OPCODE_JAL) return Isa.JAL;
        if (opcode == Isa.OPCODE_JALR && funct3 == 0) return Isa.JALR;
        if (opcode == Isa.OPCODE_MISC_MEM && funct3 == 0) return Isa.FENCE;
        if (word == WORD_ECALL) return Isa.ECALL;
        if (word == WORD_EBREAK) return Isa.EBREAK;
        return Isa.ILLEGAL;
    }

    function immediate(uint256 funct3, uint256 funct7) private pure returns (uint256) {
        if (funct3 == FUNCT3_SLLI) return funct7 == 0 ? Isa.SLLI : Isa.ILLEGAL;
        if (funct3 == FUNCT3_SRXI) {
            if (funct7 == 0) return Isa.SRLI;
            return funct7 == FUNCT7_ALTERNATE ? Isa.SRAI : Isa.ILLEGAL;
        }
        return select(IMMEDIATES, funct3);
    }

    function register(uint256 funct3, uint256 funct7) private pure returns (uint256) {
        if (funct7 == 0) return select(REGISTERS, funct3);
        if (funct7 == FUNCT7_MULDIV) return select(MULDIVS, funct3);
        return funct7 == FUNCT7_ALTERNATE ? select(ALTERNATES, funct3) : Isa.ILLEGAL;
    }

    function select(uint256 table, uint256 funct3) private pure returns (uint256) {
        return (table >> (8 * funct3)) & 0xff;
    }
}
