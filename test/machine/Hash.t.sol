// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hash} from "../../contracts/machine/Hash.sol";
import {StateHash} from "../../contracts/types/StateHash.sol";

contract HashTest {
    function testFuzz_cpuHash(uint256[4] memory cpu) public pure {
        require(Hash.cpuHash(cpu) == keccak256(abi.encodePacked(cpu[0], cpu[1], cpu[2], cpu[3])), "cpuHash");
    }

    function testFuzz_fixedHash(bytes32 anchor, bytes32 inputRoot, bytes32 layoutHash) public pure {
        bytes32 expected = keccak256(abi.encodePacked(anchor, inputRoot, layoutHash));
        require(Hash.fixedHash(anchor, inputRoot, layoutHash) == expected, "fixedHash");
    }

    function testFuzz_stateHash(bytes32[4] memory parts, uint32 exitCode, uint8 status) public pure {
        bytes memory packed = abi.encodePacked(parts[0], parts[1], parts[2], parts[3], exitCode, status);
        require(packed.length == 133, "133 bytes");
        StateHash actual = Hash.stateHash(parts[0], parts[1], parts[2], parts[3], exitCode, status);
        require(actual == StateHash.wrap(keccak256(packed)), "stateHash");
    }
}
