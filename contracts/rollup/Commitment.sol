// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Field} from "../machine/Field.sol";

/// @title What binds a proof to the posted bytes
/// @notice docs/ledger.md, Commitment; src/ledger/commitment.ts computes the same. The words of a batch are its eight header
/// numbers and its body in words of 26 bytes, the last record zero-padded; y is their polynomial at z, the first word the highest.
library Commitment {
    /// @notice Bytes of a body before its records, and of one record.
    uint256 internal constant PREFIX_BYTES = 26;
    uint256 internal constant RECORD_BYTES = 78;
    /// @notice Bytes behind so many records are no words.
    uint256 internal constant MAX_RECORDS = 4096;

    /// @notice z: where the polynomial is evaluated. Nobody knows it before all of the batch and c are fixed.
    /// @param c commitment to the words, below the field
    function point(bytes32 inputRoot, uint32 inputLength, uint256 c) internal pure returns (uint256) {
        return uint256(keccak256(abi.encodePacked(inputRoot, inputLength, c))) % Field.FIELD;
    }

    /// @notice How many bytes of a body, zero-padded, are words.
    function wordBytes(uint256 bodyLength) internal pure returns (uint256) {
        if (bodyLength <= PREFIX_BYTES) return PREFIX_BYTES;
        uint256 records = (bodyLength - PREFIX_BYTES + RECORD_BYTES - 1) / RECORD_BYTES;
        return PREFIX_BYTES + RECORD_BYTES * (records < MAX_RECORDS ? records : MAX_RECORDS);
    }

    /// @notice y: value of the words' polynomial at z.
    /// @param header the eight numbers of the header, each below the field
    /// @param body where it lies in memory, followed by zero bytes up to `bytes_` and six more
    /// @param bytes_ from wordBytes
    function evaluate(
        uint256[8] memory header,
        uint256 body,
        uint256 bytes_,
        uint256 z
    ) internal pure returns (uint256 y) {
        uint256 field = Field.FIELD;
        // Reads only what is described above. A word of 26 bytes is the upper part of the 32 at its place.
        assembly ("memory-safe") {
            for {
                let end := add(header, 256)
            } lt(header, end) {
                header := add(header, 32)
            } {
                y := addmod(mulmod(y, z, field), mload(header), field)
            }
            for {
                let end := add(body, bytes_)
            } lt(body, end) {
                body := add(body, 26)
            } {
                y := addmod(mulmod(y, z, field), shr(48, mload(body)), field)
            }
        }
    }
}
