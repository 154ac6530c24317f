// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ClaimId} from "../types/ClaimId.sol";
import {Bond} from "./Bond.sol";
import {Claimant, IBonds, Standing} from "./IBonds.sol";

/// @title The bonds of all claims and of the disputes they open
/// @dev Invariant: balance = credits + bonds of standing claims + locks of open disputes + rewards not collected + burnt.
abstract contract Bonds is IBonds {
    /// @inheritdoc IBonds
    uint256 public immutable override bond;
    /// @inheritdoc IBonds
    mapping(address account => uint256 wei_) public override credit;
    mapping(ClaimId claim => Claimant) private _claimants;

    constructor(uint256 bond_) {
        bond = bond_;
    }

    /// @inheritdoc IBonds
    function claimant(ClaimId claim) public view override returns (Claimant memory) {
        return _claimants[claim];
    }

    /// @inheritdoc IBonds
    function withdraw() external override returns (uint256 amount) {
        amount = credit[msg.sender];
        if (amount == 0) revert NoCredit(msg.sender);
        credit[msg.sender] = 0;
        emit Withdrawn(msg.sender, amount);
        (bool paid, ) = msg.sender.call{value: amount}("");
        if (!paid) revert PaymentRefused(msg.sender, amount);
    }

    function _stands(ClaimId claim) internal view returns (bool) {
        return _claimants[claim].standing == Standing.Standing;
    }

    function _requireStanding(ClaimId claim) internal view {
        if (!_stands(claim)) revert NotStanding(claim);
    }

    /// @dev The caller owns `claim`, and it stands.
    function _requireOwn(ClaimId claim) internal view {
        Claimant storage own = _claimants[claim];
        if (own.owner != msg.sender) revert NotOwner(claim, msg.sender);
        if (own.standing != Standing.Standing) revert NotStanding(claim);
    }

    /// @dev The caller's claim, for which this call carries the bond. `claim` is new: its nonce counts the claims before.
    function _stand(ClaimId claim) internal {
        _requireValue(bond);
        Claimant storage own = _claimants[claim];
        (own.owner, own.standing) = (msg.sender, Standing.Standing);
    }

    /// @dev `loser` has lost to `winner`: half of its bond is burnt, half is the winner's reward.
    function _refute(ClaimId loser, ClaimId winner) internal {
        _claimants[loser].standing = Standing.Refuted;
        _claimants[winner].rewards++;
    }

    /// @dev Credits what `claim` has won and, if it is `free` of all that could refute it, its own bond.
    function _collect(ClaimId claim, bool free) internal {
        Claimant storage payee = _claimants[claim];
        bool returned = free && payee.standing == Standing.Standing;
        uint256 due = payee.rewards * Bond.reward(bond) + (returned ? bond * (1 + payee.locks) : 0);
        if (due == 0) revert NothingDue(claim);
        payee.rewards = 0;
        if (returned) (payee.standing, payee.locks) = (Standing.Collected, 0);
        emit Collected(claim, returned);
        _credit(payee.owner, due);
    }

    /// @dev `opener` opens a dispute: each beyond the first that is open at once locks another bond.
    function _lock(ClaimId opener) internal returns (bool locked) {
        uint32 opened = _claimants[opener].opened;
        locked = opened > 0;
        _requireValue(locked ? bond : 0);
        _claimants[opener].opened = opened + 1;
    }

    /// @dev A dispute that `opener` opened has ended. Its lock goes the way of the opener's bond, wherever that was lost; to a
    /// responder that is refuted itself nothing is due, and all is burnt.
    /// @param keeps what becomes of a standing opener's bond is for `collect` to tell, and so of its lock
    function _unlock(ClaimId opener, ClaimId responder, bool locked, bool keeps) internal {
        Claimant storage own = _claimants[opener];
        own.opened--;
        if (!locked) return;
        if (own.standing == Standing.Refuted) {
            if (_claimants[responder].standing != Standing.Refuted) _claimants[responder].rewards++;
        } else if (keeps && own.standing == Standing.Standing) own.locks++;
        else _credit(own.owner, bond);
    }

    function _credit(address account, uint256 amount) private {
        credit[account] += amount;
        emit Credited(account, amount);
    }

    function _requireValue(uint256 due) private view {
        if (msg.value != due) revert WrongBond(msg.value, due);
    }
}
