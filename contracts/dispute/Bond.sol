// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Search, SearchDefinition} from "./Search.sol";

/// @title The size of a bond and where it goes
/// @notice Mirrors src/dispute/bond.ts. Half of a refuted claim's bond is burnt and half goes to the winner. Each half is to
/// cover all the gas of one side, so that losing to oneself or to a friend costs no less than an honest side spends, and
/// winning costs an honest side nothing. Gas figures are upper bounds of what bench/dispute-gas.ts measures (a test compares).
library Bond {
    /// @notice Making a claim and opening a dispute, the opening's hashes aside.
    uint256 internal constant CLAIM_GAS = 120_000;
    uint256 internal constant OPEN_GAS = 30_000;
    /// @notice A dissection: what every one costs, and what each of its hashes adds.
    uint256 internal constant MOVE_GAS = 40_000;
    uint256 internal constant HASH_GAS = 1_300;
    /// @notice The one-step proof of the dearest instruction, and resolving the dispute.
    uint256 internal constant STEP_GAS = 500_000;

    /// @notice Upper bound of the gas that one side of a dispute spends: its claim, every second dissection, the step.
    function sideGas(SearchDefinition memory search) internal pure returns (uint256) {
        uint256 dissections = (Search.rounds(search) + 1) / 2;
        return CLAIM_GAS + OPEN_GAS + dissections * (MOVE_GAS + search.nary * HASH_GAS) + STEP_GAS;
    }

    /// @notice The least bond that is safe while gas costs at most `gasPriceCap` wei.
    function minimum(SearchDefinition memory search, uint256 gasPriceCap) internal pure returns (uint256) {
        return 2 * sideGas(search) * gasPriceCap;
    }

    /// @notice The winner's share of a lost bond, in wei; the rest, never the smaller part, is burnt.
    function reward(uint256 bond) internal pure returns (uint256) {
        return bond / 2;
    }
}
