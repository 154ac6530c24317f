// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev The deployed libraries of poseidon-solidity, called like contracts: PoseidonT3 takes two inputs.
interface IPoseidonT3 {
    function hash(uint256[2] calldata inputs) external pure returns (uint256);
}

interface IPoseidonT5 {
    function hash(uint256[4] calldata inputs) external pure returns (uint256);
}

interface IPoseidonT6 {
    function hash(uint256[5] calldata inputs) external pure returns (uint256);
}

/// @title circomlib's Poseidon
/// @notice Mirrors src/crypto/poseidon.ts.
library Poseidon {
    /// @notice A contract does not hash 1, 2, …, n as circomlib does.
    error WrongPoseidon(uint256 n);

    /// @notice Whether the machine's Poseidon takes `n` inputs.
    function isPoseidonArity(uint256 n) internal pure returns (bool) {
        return n == 2 || n == 4 || n == 5;
    }

    /// @notice Poseidon of 2, 4 or 5 inputs, each below the field; the result is below it too.
    function poseidon(
        IPoseidonT3 t3,
        IPoseidonT5 t5,
        IPoseidonT6 t6,
        uint256[] memory inputs
    ) internal pure returns (uint256) {
        if (inputs.length == 2) return t3.hash([inputs[0], inputs[1]]);
        if (inputs.length == 4) return t5.hash([inputs[0], inputs[1], inputs[2], inputs[3]]);
        return t6.hash([inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]]);
    }

    /// @notice Refuses contracts that are no Poseidon, or that of another width.
    function checkKnownAnswers(IPoseidonT3 t3, IPoseidonT5 t5, IPoseidonT6 t6) internal pure {
        uint256 of2 = t3.hash([uint256(1), 2]);
        uint256 of4 = t5.hash([uint256(1), 2, 3, 4]);
        uint256 of5 = t6.hash([uint256(1), 2, 3, 4, 5]);
        if (of2 != 7853200120776062878684798364095072458815029376092732009249414926327459813530)
            revert WrongPoseidon(2);
        if (of4 != 18821383157269793795438455681495246036402687001665670618754263018637548127333)
            revert WrongPoseidon(4);
        if (of5 != 6183221330272524995739186171720101788151706631170188140075976616310159254464)
            revert WrongPoseidon(5);
    }
}
