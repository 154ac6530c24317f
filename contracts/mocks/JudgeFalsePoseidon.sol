// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title A hash that is no Poseidon
/// @notice Answers to the names of all three libraries; the judge must not accept it in the place of any.
contract JudgeFalsePoseidon {
    function hash(uint256[2] calldata inputs) external pure returns (uint256) {
        return inputs[0];
    }

    function hash(uint256[4] calldata inputs) external pure returns (uint256) {
        return inputs[0];
    }

    function hash(uint256[5] calldata inputs) external pure returns (uint256) {
        return inputs[0];
    }
}
