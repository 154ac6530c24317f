// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Names a registered program by all that decides its runs; see docs/settlement.md.
type ProgramId is bytes32;
