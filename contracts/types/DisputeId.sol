// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Names a dispute: the one meeting of two rival claims, opener first; see docs/settlement.md.
type DisputeId is bytes32;
