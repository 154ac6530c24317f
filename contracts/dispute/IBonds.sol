// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ClaimId} from "../types/ClaimId.sol";

/// @notice What a claim has come to.
/// None: never made. Standing: bonded and unbeaten. Refuted: it lost a dispute. Collected: its bond went back.
enum Standing {
    None,
    Standing,
    Refuted,
    Collected
}

/// @notice A claim as the bonds see it; one storage slot.
/// @param owner who posted the bond
/// @param standing what has become of the claim
/// @param opened disputes that it has opened itself and that are still open
/// @param rewards lost bonds whose halves are this claim's and not yet collected
/// @param locks bonds of disputes that it opened and that ended after a proof had decided its batch; they go the way of its own
struct Claimant {
    address owner;
    Standing standing;
    uint32 opened;
    uint32 rewards;
    uint24 locks;
}

/// @title Bonds behind claims
/// @notice Every claim has one bond. Of a lost one half goes to the winning claim, the other stays in the contract for good: no
/// path pays it out. All payments are pulled by the payee, so that nobody's refusal stops anybody else.
interface IBonds {
    /// @notice What was due to the owner of `claim` is credited: its rewards and, if `returned`, its bond and locks.
    event Collected(ClaimId indexed claim, bool returned);
    /// @notice `account` may withdraw `amount` wei more.
    event Credited(address indexed account, uint256 amount);
    /// @notice `account` took its whole credit, `amount` wei.
    event Withdrawn(address indexed account, uint256 amount);
    /// @notice The call must carry exactly `due` wei.
    error WrongBond(uint256 sent, uint256 due);
    /// @notice Only the owner of `claim` may do this.
    error NotOwner(ClaimId claim, address caller);
    /// @notice The claim was never made, lost a dispute, or has collected its bond.
    error NotStanding(ClaimId claim);
    /// @notice Nothing is due to this claim's owner: its bond still answers for it, or was lost or collected.
    error NothingDue(ClaimId claim);
    /// @notice Nothing to withdraw.
    error NoCredit(address account);
    /// @notice The payee refused the payment; its credit is intact.
    error PaymentRefused(address account, uint256 amount);

    /// @notice Bond of every claim, in wei.
    function bond() external view returns (uint256);

    /// @notice A claim's owner, standing, open disputes and rewards; zeroes when it was never made.
    function claimant(ClaimId claim) external view returns (Claimant memory);

    /// @notice What `account` may withdraw, in wei.
    function credit(address account) external view returns (uint256);

    /// @notice Pays the caller its whole credit.
    /// @return amount wei paid
    function withdraw() external returns (uint256 amount);
}
