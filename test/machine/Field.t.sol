// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Field} from "../../contracts/machine/Field.sol";

contract FieldTest {
    function testFuzz_littleEndian(bytes32 leaf) public pure {
        uint256 expected;
        for (uint256 i = 0; i < 32; i++) expected += uint256(uint8(leaf[i])) << (8 * i);
        require(Field.fromLittleEndian(leaf) == expected, "from");
        require(Field.toLittleEndian(expected) == leaf, "to");
    }

    function test_littleEndian() public pure {
        require(Field.fromLittleEndian(bytes32(uint256(1) << 248)) == 1, "one");
        require(
            Field.toLittleEndian(Field.FIELD) == 0x010000f093f5e1439170b97948e833285d588181b64550b829a031e1724e6430,
            "r"
        );
    }
}
