// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {State} from "../../contracts/machine/State.sol";

contract StateTest {
    /// @dev The packing of docs/machine.md, written out: the word at `place` of pc | x1 | … | x31.
    function expected(State memory state, uint256 place) private pure returns (uint32) {
        return uint32(state.cpu[place / 8] >> (32 * (7 - (place % 8))));
    }

    function filled(uint256 seed) private pure returns (State memory state) {
        for (uint256 i = 0; i < 4; i++) state.cpu[i] = uint256(keccak256(abi.encode(seed, i)));
    }

    function testFuzz_reads(uint256 seed) public pure {
        State memory state = filled(seed);
        require(state.pc() == expected(state, 0), "pc");
        require(state.register(0) == 0, "x0");
        for (uint256 i = 1; i < 32; i++) require(state.register(i) == expected(state, i), "register");
    }

    function testFuzz_writesOneWordAndNothingElse(uint256 seed, uint32 value) public pure {
        for (uint256 place = 0; place < 32; place++) {
            State memory state = filled(seed);
            State memory before = filled(seed);
            if (place == 0) state.setPc(value);
            else state.setRegister(place, value);
            for (uint256 i = 0; i < 32; i++) {
                require(expected(state, i) == (i == place ? value : expected(before, i)), "word");
            }
            require(state.status == 0 && state.exitCode == 0 && state.output == 0 && state.anchor == 0, "neighbours");
        }
    }

    function testFuzz_losesWhatIsWrittenToX0(uint256 seed, uint32 value) public pure {
        State memory state = filled(seed);
        state.setRegister(0, value);
        require(keccak256(abi.encode(state.cpu)) == keccak256(abi.encode(filled(seed).cpu)), "changed");
    }
}
