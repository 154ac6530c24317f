// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Decode} from "../../contracts/machine/Decode.sol";
import {Isa} from "../../contracts/machine/Isa.sol";
import {Words} from "../helpers/Words.sol";

contract DecodeTest is Words {
    /// @dev Immediates by the specification's sentence: this bit of the word is that bit of the value.
    function testFuzz_fields(uint32 word) public pure {
        same(Decode.rd(word), bits(word, 7, 5, 0), "rd");
        same(Decode.rs1(word), bits(word, 15, 5, 0), "rs1");
        same(Decode.rs2(word), bits(word, 20, 5, 0), "rs2");
        same(Decode.immI(word), sign(word, 11) + bits(word, 20, 11, 0), "immI");
        same(Decode.immS(word), sign(word, 11) + bits(word, 25, 6, 5) + bits(word, 7, 5, 0), "immS");
        same(
            Decode.immB(word),
            sign(word, 12) + bits(word, 7, 1, 11) + bits(word, 25, 6, 5) + bits(word, 8, 4, 1),
            "immB"
        );
        same(Decode.immU(word), bits(word, 12, 20, 12), "immU");
        same(
            Decode.immJ(word),
            sign(word, 20) + bits(word, 12, 8, 12) + bits(word, 20, 1, 11) + bits(word, 21, 10, 1),
            "immJ"
        );
    }

    /// @dev rd, rs1, rs2 and immediates never decide what an instruction is.
    function testFuzz_operandsDoNotMatter(uint32 word, uint32 operands) public pure {
        uint256 opcode = word & 0x7f;
        if (opcode == Isa.OPCODE_SYSTEM) return;
        bool shift = opcode == Isa.OPCODE_OP_IMM && (word >> 12) % 4 == 1;
        bool hasFunct7 = opcode == Isa.OPCODE_OP || shift;
        bool hasFunct3 = opcode != Isa.OPCODE_LUI && opcode != Isa.OPCODE_AUIPC && opcode != Isa.OPCODE_JAL;
        uint32 fixedBits = 0x7f | (hasFunct3 ? 0x7000 : 0) | (hasFunct7 ? 0xfe00_0000 : 0);
        uint32 other = (word & fixedBits) | (operands & ~fixedBits);
        same(Decode.operation(other), Decode.operation(word), "operands changed the operation");
    }

    function testFuzz_onlyTheseOpcodes(uint32 word) public pure {
        uint256 opcode = word & 0x7f;
        uint8[11] memory known = [0x37, 0x17, 0x6f, 0x67, 0x63, 0x03, 0x23, 0x13, 0x33, 0x0f, 0x73];
        for (uint256 i = 0; i < known.length; i++) if (opcode == known[i]) return;
        same(Decode.operation(word), Isa.ILLEGAL, "unknown opcode");
    }

    function test_system() public pure {
        same(Decode.operation(0x0000_0073), Isa.ECALL, "ecall");
        same(Decode.operation(0x0010_0073), Isa.EBREAK, "ebreak");
        same(Decode.operation(0x3020_0073), Isa.ILLEGAL, "mret");
        same(Decode.operation(0x1050_0073), Isa.ILLEGAL, "wfi");
        same(Decode.operation(0xc000_2573), Isa.ILLEGAL, "csrrs a0, cycle, x0");
        same(Decode.operation(0x0000_00f3), Isa.ILLEGAL, "ecall with rd");
        same(Decode.operation(0x0000_8073), Isa.ILLEGAL, "ecall with rs1");
    }

    function test_fences() public pure {
        same(Decode.operation(0x0ff0_000f), Isa.FENCE, "fence iorw, iorw");
        same(Decode.operation(0x8330_000f), Isa.FENCE, "fence.tso");
        same(Decode.operation(0xffff_8f8f), Isa.FENCE, "fence with every other field set");
        same(Decode.operation(0x0000_100f), Isa.ILLEGAL, "fence.i");
    }

    function testFuzz_system(uint32 upper) public pure {
        uint32 word = (upper << 7) | 0x73;
        uint256 expected =
            word == 0x73
                ? Isa.ECALL
                : word == 0x10_0073
                    ? Isa.EBREAK
                    : Isa.ILLEGAL;
        same(Decode.operation(word), expected, "system");
    }

    /// @dev `count` bits of `word` from bit `from` on, moved to bit `to`.
    function bits(uint32 word, uint256 from, uint256 count, uint256 to) private pure returns (uint256) {
        return ((uint256(word) / 2 ** from) % 2 ** count) * 2 ** to;
    }

    /// @dev Bit 31 of `word` in every bit from `to` to 31.
    function sign(uint32 word, uint256 to) private pure returns (uint256) {
        return bits(word, 31, 1, 0) * (2 ** 32 - 2 ** to);
    }
}
