// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DisputeKey} from "../../contracts/dispute/IDispute.sol";
import {Claimant, Standing} from "../../contracts/dispute/IBonds.sol";
import {Position} from "../../contracts/dispute/Position.sol";
import {Result, ResultOpening, ResultStatus} from "../../contracts/rollup/IRollup.sol";
import {Ids} from "../../contracts/rollup/Ids.sol";
import {Claim} from "../../contracts/types/Claim.sol";
import {ClaimId} from "../../contracts/types/ClaimId.sol";
import {DisputeId} from "../../contracts/types/DisputeId.sol";
import {ResultId} from "../../contracts/types/ResultId.sol";
import {StateHash} from "../../contracts/types/StateHash.sol";
import {StateId} from "../../contracts/types/StateId.sol";
import {CourtStage} from "./CourtStage.sol";

/// @dev What the people of a court remember of it, kept apart from the contract's own books, and what they hold against it.
abstract contract CourtBooks is CourtStage {
    struct Claimed {
        ClaimId id;
        Claim claim;
        uint256 owner;
        StateHash[] run;
        Standing standing;
        uint256 payments;
        bool fallen;
    }

    struct Fought {
        DisputeKey key;
        uint256 opener;
        uint256 responder;
        Position position;
        StateHash[3] hashes;
        bool locked;
        bool over;
    }

    struct Known {
        ResultId id;
        ResultOpening opening;
        ResultStatus status;
        bool decided;
    }

    Claimed[] internal _claims;
    Fought[] internal _disputes;
    Known[] internal _results;
    mapping(ResultId => bool) internal _isKnown;
    /// @dev Wei that calls have brought, that withdrawals have taken, and that nobody will be paid.
    uint256 public paidIn;
    uint256 public paidOut;
    uint256 public burnt;
    /// @dev What came back though it was gone for good; empty while all is well.
    string public wrong;

    /// @dev Looks at everything after a call: what changed follows from what was, or `wrong` says what does not.
    function _look() internal {
        for (uint256 i = 0; i < _claims.length; i++) _lookAtClaim(_claims[i]);
        for (uint256 i = 0; i < _disputes.length; i++) _lookAtDispute(_disputes[i]);
        for (uint256 i = 0; i < _results.length; i++) _lookAtResult(_results[i]);
        for (uint256 i = 0; i < _claims.length; i++) _lookWhetherFallen(_claims[i]);
    }

    /// @dev A standing claim whose batch was decided for another result: its bond is nobody's, and the locks that have joined it.
    function _lookWhetherFallen(Claimed storage known) private {
        if (known.fallen || known.standing != Standing.Standing) return;
        if (!rollup.result(known.claim.parent).decided) return;
        if (rollup.result(known.claim.result).status == ResultStatus.Final) return;
        known.fallen = true;
        burnt += bond * (1 + rollup.claimant(known.id).locks);
    }

    function _lookAtClaim(Claimed storage known) private {
        Standing now_ = rollup.claimant(known.id).standing;
        if (now_ == known.standing) return;
        if (known.standing != Standing.Standing) wrong = "a claim that was over came back";
        if (now_ == Standing.Refuted) burnt += bond - bond / 2;
        if (now_ == Standing.Collected) known.payments++;
        known.standing = now_;
    }

    /// @dev Claims are looked at first: a lock goes the way of the opener's bond.
    function _lookAtDispute(Fought storage known) private {
        bytes32 id = keccak256(abi.encode(known.key));
        bool over = rollup.commitment(DisputeId.wrap(id)) == bytes32(uint256(1));
        if (known.over && !over) wrong = "a dispute that was over came back";
        if (over == known.over) return;
        known.over = true;
        if (known.locked && _claims[known.opener].fallen) burnt += bond;
        if (!known.locked || _claims[known.opener].standing != Standing.Refuted) return;
        burnt += _claims[known.responder].standing == Standing.Refuted ? bond : bond - bond / 2;
    }

    function _lookAtResult(Known storage known) private {
        Result memory now_ = rollup.result(known.id);
        bool wasFixed = known.status == ResultStatus.Final || known.status == ResultStatus.Dead;
        if (wasFixed && now_.status != known.status) wrong = "a result that was final or dead changed";
        if (known.decided && !now_.decided) wrong = "a result that was decided is not";
        (known.status, known.decided) = (now_.status, now_.decided);
    }

    // ---------------------------------------------------------------- what must hold

    /// @dev Credits, bonds of standing claims, locks of open disputes, rewards not collected, and what is burnt.
    function owed() public view returns (uint256 sum) {
        sum = burnt;
        for (uint256 i = 0; i < ACTORS; i++) sum += rollup.credit(address(_actors[i]));
        for (uint256 i = 0; i < _claims.length; i++) {
            Claimant memory claimant = rollup.claimant(_claims[i].id);
            if (claimant.standing == Standing.Standing && !_claims[i].fallen) sum += bond * (1 + claimant.locks);
            sum += claimant.rewards * (bond / 2);
        }
        for (uint256 i = 0; i < _disputes.length; i++) if (_disputes[i].locked && !_disputes[i].over) sum += bond;
    }

    /// @dev What all people together have, which started with nothing of their own.
    function pockets() public view returns (uint256 sum) {
        for (uint256 i = 0; i < ACTORS; i++) sum += address(_actors[i]).balance;
    }

    function nobodyIsPaidTwice() external view returns (bool) {
        for (uint256 i = 0; i < _claims.length; i++) if (_claims[i].payments > 1) return false;
        return pockets() == paidOut;
    }

    /// @dev A final result has a final, decided parent, and no final sibling.
    function finalResultsAreAChain() external view returns (bool) {
        for (uint256 i = 1; i < _results.length; i++) {
            if (_results[i].status != ResultStatus.Final) continue;
            Result memory parent = rollup.result(_results[i].opening.parent);
            if (parent.status != ResultStatus.Final || !parent.decided) return false;
            for (uint256 j = 1; j < i; j++) {
                bool sibling = _same(_results[j].opening.parent, _results[i].opening.parent);
                if (sibling && _results[j].status == ResultStatus.Final) return false;
            }
        }
        return true;
    }

    /// @dev The counters of every result and end state equal a recount of the claims.
    function countersAreRight() external view returns (bool) {
        for (uint256 i = 0; i < _results.length; i++) if (!_countersOf(_results[i].id)) return false;
        return true;
    }

    function _countersOf(ResultId id) private view returns (bool) {
        Result memory said = rollup.result(id);
        uint256 claimed;
        uint256 standing;
        uint256 backing;
        for (uint256 i = 0; i < _claims.length; i++) {
            Claim storage made = _claims[i].claim;
            // A collected claim was never refuted: it still counts as one that stands.
            bool stands = _claims[i].standing != Standing.Refuted;
            if (_same(made.result, id) && stands) backing++;
            if (made.parent != id) continue;
            StateId state = Ids.stateId(made.parent, made.end, made.result);
            if (made.nonce == 0) claimed++;
            if (stands && _isFirstStanding(i, state)) standing++;
        }
        return said.claimedStates == claimed && said.standingStates == standing && said.standing == backing;
    }

    function _isFirstStanding(uint256 index, StateId state) private view returns (bool) {
        for (uint256 i = 0; i < index; i++) {
            Claim storage other = _claims[i].claim;
            bool same = StateId.unwrap(Ids.stateId(other.parent, other.end, other.result)) == StateId.unwrap(state);
            if (same && _claims[i].standing != Standing.Refuted) return false;
        }
        return true;
    }
}
