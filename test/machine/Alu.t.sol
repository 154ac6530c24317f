// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Alu} from "../../contracts/machine/Alu.sol";
import {Words} from "../helpers/Words.sol";

contract AluTest is Words {
    function testFuzz_operations(uint32 a, uint32 b) public pure {
        check(a, b);
    }

    function testFuzz_smallAmounts(uint32 a, uint8 b) public pure {
        check(a, b);
        check(a, a);
    }

    function test_edges() public pure {
        uint32[12] memory words = edges();
        for (uint256 i = 0; i < words.length; i++) {
            for (uint256 j = 0; j < words.length; j++) check(words[i], words[j]);
        }
    }

    function check(uint32 a, uint32 b) private pure {
        int256 power = int256(1 << (b % 32));
        same(Alu.add(a, b), wrap(unsigned(a) + unsigned(b)), "add");
        same(Alu.sub(a, b), wrap(unsigned(a) - unsigned(b)), "sub");
        same(Alu.sll(a, b), wrap(unsigned(a) * power), "sll");
        same(Alu.srl(a, b), wrap(unsigned(a) / power), "srl");
        same(Alu.sra(a, b), wrap(floorDivide(signed(a), power)), "sra");
        same(Alu.slt(a, b), signed(a) < signed(b) ? 1 : 0, "slt");
        same(Alu.sltu(a, b), unsigned(a) < unsigned(b) ? 1 : 0, "sltu");
        checkBits(a, b);
        require(Alu.eq(a, b) == (unsigned(a) == unsigned(b)), "eq");
        require(Alu.ne(a, b) == (unsigned(a) != unsigned(b)), "ne");
        require(Alu.lt(a, b) == (signed(a) < signed(b)), "lt");
        require(Alu.ge(a, b) == (signed(a) >= signed(b)), "ge");
        require(Alu.ltu(a, b) == (unsigned(a) < unsigned(b)), "ltu");
        require(Alu.geu(a, b) == (unsigned(a) >= unsigned(b)), "geu");
    }

    function checkBits(uint32 a, uint32 b) private pure {
        for (uint256 i = 0; i < 32; i++) {
            uint256 x = (a >> i) % 2;
            uint256 y = (b >> i) % 2;
            same((Alu.xor(a, b) >> i) % 2, x == y ? 0 : 1, "xor");
            same((Alu.or(a, b) >> i) % 2, x + y == 0 ? 0 : 1, "or");
            same((Alu.and(a, b) >> i) % 2, x + y == 2 ? 1 : 0, "and");
        }
    }
}
