// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bond} from "../dispute/Bond.sol";
import {Search} from "../dispute/Search.sol";
import {Duration} from "../types/Time.sol";
import {Program, ProgramKind} from "./IPrograms.sol";
import {LaneTerms} from "../validity/IValidityLane.sol";
import {Parameters} from "./IRollup.sol";

/// @title What a rollup's parameters must satisfy
/// @notice Bounds without which an honest party could lose by the clock or for want of money; docs/settlement.md, Parameters.
/// A chain for tests may choose short times and a low price cap; deploying with those elsewhere is refused off chain.
library Terms {
    /// @notice Nobody could post.
    error NoSequencer();
    /// @notice There is no judge at this address.
    error NoStepVerifier(address given);
    /// @notice The program has no input section, so every batch would be the same.
    error NoInputSection();
    /// @notice Shorter than four times the worst batch: a side must re-execute it within a quarter of its clock.
    error AllowanceTooShort(Duration given, Duration least);
    /// @notice Shorter than four times the worst batch: the Inbox, which admits work for a quarter of W, would admit none.
    error WindowTooShort(Duration given, Duration least);
    /// @notice Shorter than a quarter of the window, by which the Inbox lets a re-executor be behind: a truth that is lost at the
    /// end of W must be claimable again by whoever has only just caught up.
    error GraceTooShort(Duration given, Duration least);
    /// @notice Not from 1 s up to the allowance.
    error MinimumOutOfRange(Duration given, Duration allowance);
    /// @notice Half of the bond must cover all the gas of one side at the price cap, which is not zero.
    error BondTooSmall(uint256 given, uint256 least);

    /// @notice A proof speaks of (anchor, input) alone, which is the whole statement of an anchored program only.
    error LaneOfPersistentProgram();
    /// @notice Shorter than a quarter of the window, by which the Inbox lets a prover be behind: a false proof must be
    /// contradicted before it settles.
    error AirgapTooShort(Duration given, Duration least);
    /// @notice Shorter than the window: who does not trust a new verifier must have time to leave by what is there already.
    error TimelockTooShort(Duration given, Duration least);
    /// @notice A bridge needs both contracts of Poseidon.
    error NoPoseidon();

    uint32 private constant QUARTER = 4;
    /// @dev With a bridge the queue has a quarter of what the Inbox admits, which must hold one batch.
    uint32 private constant SIXTEENTH = 16;

    /// @notice Reverts unless `terms` are safe for `program`.
    function check(Parameters memory terms, Program memory program) internal view {
        if (terms.sequencer == address(0)) revert NoSequencer();
        if (address(terms.stepVerifier).code.length == 0) revert NoStepVerifier(address(terms.stepVerifier));
        if (program.inputPages == 0) revert NoInputSection();
        Duration least = program.worstSeconds.times(QUARTER);
        if (terms.allowance < least) revert AllowanceTooShort(terms.allowance, least);
        if (_checkBridge(terms)) least = program.worstSeconds.times(SIXTEENTH);
        if (terms.window < least) revert WindowTooShort(terms.window, least);
        Duration behind = Duration.wrap(Duration.unwrap(terms.window) / QUARTER);
        if (terms.grace < behind) revert GraceTooShort(terms.grace, behind);
        _checkLane(terms, program, behind);
        if (Duration.unwrap(terms.minimum) == 0 || terms.allowance < terms.minimum) {
            revert MinimumOutOfRange(terms.minimum, terms.allowance);
        }
        uint256 bond = Bond.minimum(Search.definition(program.maxSteps, terms.nary), terms.gasPriceCap);
        if (bond == 0 || terms.bond < bond) revert BondTooSmall(terms.bond, bond);
    }

    /// @return whether there is a bridge
    function _checkBridge(Parameters memory terms) private view returns (bool) {
        (address t3, address t5) = (address(terms.bridge.t3), address(terms.bridge.t5));
        if (t3 == address(0) && t5 == address(0)) return false;
        if (t3.code.length == 0 || t5.code.length == 0) revert NoPoseidon();
        return true;
    }

    function _checkLane(Parameters memory terms, Program memory program, Duration behind) private pure {
        LaneTerms memory lane = terms.lane;
        if (lane.verifiers.length == 0) return;
        if (program.kind != ProgramKind.Anchored) revert LaneOfPersistentProgram();
        if (lane.airgap < behind) revert AirgapTooShort(lane.airgap, behind);
        if (lane.timelock < terms.window) revert TimelockTooShort(lane.timelock, terms.window);
    }
}
