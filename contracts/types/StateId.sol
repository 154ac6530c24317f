// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Names an end state that somebody claimed: (parent result, end state hash, result); see docs/settlement.md.
type StateId is bytes32;
