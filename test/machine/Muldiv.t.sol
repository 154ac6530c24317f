// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Muldiv} from "../../contracts/machine/Muldiv.sol";
import {Words} from "../helpers/Words.sol";

contract MuldivTest is Words {
    function testFuzz_operations(uint32 a, uint32 b) public pure {
        check(a, b);
    }

    function testFuzz_smallDivisors(uint32 a, uint8 b) public pure {
        check(a, b);
        check(a, wrap(-int256(uint256(b))));
    }

    function test_edges() public pure {
        uint32[12] memory words = edges();
        for (uint256 i = 0; i < words.length; i++) {
            for (uint256 j = 0; j < words.length; j++) check(words[i], words[j]);
        }
    }

    function test_theOneOverflow() public pure {
        same(Muldiv.div(0x8000_0000, 0xffff_ffff), 0x8000_0000, "-2^31 / -1");
        same(Muldiv.rem(0x8000_0000, 0xffff_ffff), 0, "-2^31 % -1");
    }

    function check(uint32 a, uint32 b) private pure {
        same(Muldiv.mul(a, b), wrap(unsigned(a) * unsigned(b)), "mul");
        same(Muldiv.mulh(a, b), wrap(floorDivide(signed(a) * signed(b), TWO_32)), "mulh");
        same(Muldiv.mulhsu(a, b), wrap(floorDivide(signed(a) * unsigned(b), TWO_32)), "mulhsu");
        same(Muldiv.mulhu(a, b), wrap(floorDivide(unsigned(a) * unsigned(b), TWO_32)), "mulhu");
        if (b == 0) checkByZero(a);
        else checkQuotients(a, b);
    }

    function checkByZero(uint32 a) private pure {
        same(Muldiv.div(a, 0), 0xffff_ffff, "div by zero");
        same(Muldiv.divu(a, 0), 0xffff_ffff, "divu by zero");
        same(Muldiv.rem(a, 0), a, "rem by zero");
        same(Muldiv.remu(a, 0), a, "remu by zero");
    }

    function checkQuotients(uint32 a, uint32 b) private pure {
        same(Muldiv.div(a, b), wrap(signed(a) / signed(b)), "div");
        same(Muldiv.rem(a, b), wrap(signed(a) % signed(b)), "rem");
        same(Muldiv.divu(a, b), wrap(unsigned(a) / unsigned(b)), "divu");
        same(Muldiv.remu(a, b), wrap(unsigned(a) % unsigned(b)), "remu");
    }
}
