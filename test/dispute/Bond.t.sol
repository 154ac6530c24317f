// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bond} from "../../contracts/dispute/Bond.sol";
import {Search, SearchDefinition} from "../../contracts/dispute/Search.sol";
import {Step} from "../../contracts/types/Step.sol";

contract BondTest {
    /// @dev Each half of the least bond pays for one side: the winner is made whole, and what is burnt is no less.
    function testFuzz_eachHalfCoversASide(uint64 span, uint8 power, uint64 gasPriceCap) public pure {
        SearchDefinition memory search = Search.definition(Step.wrap(1 + (span % (1 << 48))), 2 << (power % 7));
        uint256 bond = Bond.minimum(search, gasPriceCap);
        uint256 costs = Bond.sideGas(search) * gasPriceCap;
        require(Bond.reward(bond) >= costs && bond - Bond.reward(bond) >= costs, "a half is too small");
    }

    function testFuzz_burnsNoLessThanItPays(uint256 bond) public pure {
        require(bond - Bond.reward(bond) >= Bond.reward(bond), "burnt too little");
        require(bond - 2 * Bond.reward(bond) <= 1, "paid too little");
    }

    function testFuzz_moreStepsNeverCostLess(uint64 span, uint8 power) public pure {
        uint256 steps = 1 + (span % ((1 << 48) - 1));
        SearchDefinition memory less = Search.definition(Step.wrap(uint64(steps)), 2 << (power % 7));
        SearchDefinition memory more = Search.definition(Step.wrap(uint64(steps + 1)), 2 << (power % 7));
        require(Bond.sideGas(less) <= Bond.sideGas(more), "cheaper");
    }
}
