// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Field} from "../machine/Field.sol";
import {IValidityVerifier} from "./IValidityVerifier.sol";

/// @title Groth16 over BN254 for circuits of five public inputs
/// @notice A contract in generated/ inherits this and adds one key, nothing else.
/// @dev Checks e(A, B) * e(alpha, -beta) * e(L, -gamma) * e(C, -delta) = 1 with L = IC_0 + sum(input_i * IC_i). The signs are in
/// the key, so that nothing of a proof is negated. That coordinates are below the order of their field, that points are on the
/// curve and that B is in the right group the precompiles check themselves (EIP-196, EIP-197): where one fails, there is no proof.
abstract contract Groth16Verifier is IValidityVerifier {
    /// @notice A development key's secrets are public: its verifier exists on local chains alone.
    error NotLocal(uint256 chainId);

    /// @dev A, a point of two coordinates; B, of four, the imaginary part of each first; C, of two.
    uint256 private constant PROOF_BYTES = 8 * 32;

    /// @dev The key in words: alpha (2), -beta (4), -gamma (4), -delta (4), IC_0 to IC_5 (2 each).
    function _key() internal pure virtual returns (bytes memory);

    /// @dev For constructors of development verifiers: 31337 is Hardhat's and anvil's chain, 1337 ganache's and geth's.
    function _requireLocalChain() internal view {
        if (block.chainid != 31337 && block.chainid != 1337) revert NotLocal(block.chainid);
    }

    /// @inheritdoc IValidityVerifier
    /// @dev False, and no revert, for whatever is not a proof. Inputs at or above the field are refused: each has just one word.
    function verify(bytes calldata proof, uint256[5] calldata inputs) external view override returns (bool holds) {
        if (proof.length != PROOF_BYTES) return false;
        for (uint256 i = 0; i < 5; i++) if (inputs[i] >= Field.FIELD) return false;
        bytes memory key = _key();
        uint256 x;
        uint256 y;
        (holds, x, y) = _combine(key, inputs);
        return holds && _pairingHolds(key, proof, x, y);
    }

    /// @dev L. Precompile 6 adds, 7 multiplies; neither fails for the points of a key.
    function _combine(
        bytes memory key,
        uint256[5] calldata inputs
    ) private view returns (bool done, uint256 x, uint256 y) {
        assembly ("memory-safe") {
            let sum := mload(0x40)
            let term := add(sum, 0x40)
            // 14 words of the key come before IC_0, behind the length.
            let ic := add(key, mul(32, 15))
            mcopy(sum, ic, 0x40)
            done := 1
            for {
                let i := 0
            } lt(i, 5) {
                i := add(i, 1)
            } {
                ic := add(ic, 0x40)
                mcopy(term, ic, 0x40)
                mstore(add(term, 0x40), calldataload(add(inputs, mul(i, 32))))
                done := and(done, staticcall(gas(), 7, term, 0x60, term, 0x40))
                done := and(done, staticcall(gas(), 6, sum, 0x80, sum, 0x40))
            }
            x := mload(sum)
            y := mload(add(sum, 0x20))
        }
    }

    /// @dev Precompile 8 takes pairs of a point and a point of the twist, six words each.
    function _pairingHolds(
        bytes memory key,
        bytes calldata proof,
        uint256 x,
        uint256 y
    ) private view returns (bool holds) {
        assembly ("memory-safe") {
            let pairs := mload(0x40)
            calldatacopy(pairs, proof.offset, 0xc0)
            // alpha and -beta stand in the key as they stand here.
            mcopy(add(pairs, 0xc0), add(key, 0x20), 0xc0)
            mstore(add(pairs, 0x180), x)
            mstore(add(pairs, 0x1a0), y)
            mcopy(add(pairs, 0x1c0), add(key, 0xe0), 0x80)
            calldatacopy(add(pairs, 0x240), add(proof.offset, 0xc0), 0x40)
            mcopy(add(pairs, 0x280), add(key, 0x160), 0x80)
            holds := staticcall(gas(), 8, pairs, 0x300, 0, 0x20)
            // Zero was written where the product is not one; nothing where a point was none.
            holds := and(holds, and(eq(returndatasize(), 0x20), mload(0)))
        }
    }
}
