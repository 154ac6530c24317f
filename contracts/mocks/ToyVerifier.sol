// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IValidityVerifier} from "../validity/IValidityVerifier.sol";

/// @title A circuit that anybody can prove anything in
/// @notice A proof is the hash of the public inputs and this verifier's own secret word: it holds for these inputs and no others.
contract ToyVerifier is IValidityVerifier {
    uint256 public immutable secret;

    constructor(uint256 secret_) {
        secret = secret_;
    }

    /// @inheritdoc IValidityVerifier
    function verify(bytes calldata proof, uint256[5] calldata inputs) external view override returns (bool) {
        return proof.length == 32 && bytes32(proof) == keccak256(abi.encode(secret, inputs));
    }
}
