// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ResultId} from "./ResultId.sol";
import {StateHash} from "./StateHash.sol";

/// @dev What a ClaimId is the hash of (docs/settlement.md): "from `start`, the batch after `parent` ends in `end`".
/// @param parent result that the batch builds on
/// @param start hash of the batch's first state; follows from the parent and the batch
/// @param end hash of the state after the whole span
/// @param result what that end state leads to
/// @param owner who posted the bond, and the only one who dissects
/// @param nonce claims made for the same end state before, so that a refuted owner can stand up again
struct Claim {
    ResultId parent;
    StateHash start;
    StateHash end;
    ResultId result;
    address owner;
    uint32 nonce;
}
