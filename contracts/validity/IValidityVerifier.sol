// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Checks one proof
/// @notice All that a lane knows of a proof system. An implementation is a pure function of its arguments: it keeps no state and
/// trusts nobody, and a proof that holds today holds for ever.
interface IValidityVerifier {
    /// @notice Whether `proof` shows that the circuit accepts these public inputs.
    /// @param inputs in, out, z, c, y of docs/validity.md, each below the field
    /// @return holds false, or a revert, for whatever is not a proof
    function verify(bytes calldata proof, uint256[5] calldata inputs) external view returns (bool holds);
}
