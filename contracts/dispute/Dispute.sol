// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Claim} from "../types/Claim.sol";
import {ClaimId} from "../types/ClaimId.sol";
import {DisputeId} from "../types/DisputeId.sol";
import {ResultId} from "../types/ResultId.sol";
import {StateHash} from "../types/StateHash.sol";
import {Step} from "../types/Step.sol";
import {currentTime, Duration, Timestamp} from "../types/Time.sol";
import {Bonds} from "./Bonds.sol";
import {Clock} from "./Clock.sol";
import {Dissection, DissectionRoot, Selection} from "./Dissection.sol";
import {DisputeKey, IDispute} from "./IDispute.sol";
import {IStepVerifier} from "./IStepVerifier.sol";
import {opening, Position} from "./Position.sol";
import {Search, SearchDefinition} from "./Search.sol";

/// @title The court
/// @notice Holds the disputes of one host, which says what a claim's id is, which parents are dead, and what follows from a
/// refutation. Knows nothing of the machine but its step verifier.
/// @dev The contract enforces only that the new end differs from the rejected one, that lists have the right length at the right
/// cuts, that the selected segment is in the committed list, and the clocks. docs/dispute.md shows why that suffices.
abstract contract Dispute is Bonds, IDispute {
    Step private constant ONE = Step.wrap(1);
    /// @dev Commitment of a dispute that has ended, so that its claims never meet again. No hash is 1.
    bytes32 private constant OVER = bytes32(uint256(1));

    /// @inheritdoc IDispute
    Step public immutable override maxSteps;
    /// @inheritdoc IDispute
    uint8 public immutable override nary;
    /// @inheritdoc IDispute
    Duration public immutable override allowance;
    /// @inheritdoc IDispute
    Duration public immutable override minimum;
    /// @inheritdoc IDispute
    Duration public immutable override longestDispute;
    /// @inheritdoc IDispute
    IStepVerifier public immutable override stepVerifier;

    /// @inheritdoc IDispute
    mapping(DisputeId dispute => bytes32) public override commitment;

    /// @dev A side answers every second dissection, the last with the one-step proof: the responder, who moves first after the
    /// opening, has at most ceil(rounds / 2) turns and the opener floor(rounds / 2). A span of one step has one turn.
    constructor(
        SearchDefinition memory search,
        Duration allowance_,
        Duration minimum_,
        IStepVerifier stepVerifier_,
        uint256 bond_
    ) Bonds(bond_) {
        maxSteps = search.maxSteps;
        nary = search.nary;
        allowance = allowance_;
        minimum = minimum_;
        stepVerifier = stepVerifier_;
        uint32 rounds = uint32(Search.rounds(search));
        Duration responder = Clock.longest(rounds < 2 ? 1 : (rounds + 1) / 2, allowance_, minimum_);
        longestDispute = rounds < 2 ? responder : responder + Clock.longest(rounds / 2, allowance_, minimum_);
    }

    // ---------------------------------------------------------------- moves

    /// @inheritdoc IDispute
    function open(
        Claim calldata opener,
        Claim calldata responder,
        StateHash[] calldata hashes
    ) external payable override {
        DisputeKey memory key = DisputeKey(_claimId(opener), _claimId(responder));
        _requireOwn(key.opener);
        _requireStanding(key.responder);
        if (opener.parent != responder.parent || opener.start != responder.start || opener.end == responder.end) {
            revert NotRivals(key.opener, key.responder);
        }
        DisputeId id = _disputeId(key.opener, key.responder);
        _requireFirstMeeting(id);
        _requireFirstMeeting(_disputeId(key.responder, key.opener));
        _requireCount(hashes.length, Search.parts(maxSteps, nary) - 1);

        bool locked = _lock(key.opener);
        DissectionRoot root = Dissection.root(opener.start, hashes, opener.end);
        commitment[id] = _commitment(root, opening(maxSteps, currentTime(), locked));
        emit Opened(id, key.opener, key.responder, locked, _words(hashes));
    }

    /// @inheritdoc IDispute
    function move(
        DisputeKey calldata key,
        Position position,
        Selection calldata selection,
        StateHash[] calldata hashes
    ) external override {
        DisputeId id = _requireSelected(key, position, selection);
        ClaimId mover = _mover(key, position);
        _requireOwn(mover);
        _requireTime(position);
        (Step start, Step length) = Search.segment(position.start(), position.length(), nary, selection.index);
        if (length == ONE) revert OneStepLeft(start);
        uint256 count = Search.parts(length, nary);
        _requireCount(hashes.length, count);
        StateHash end = hashes[count - 1];
        if (end == selection.end) revert SameEnd(end);

        DissectionRoot root = Dissection.root(selection.start, hashes[:count - 1], end);
        commitment[id] = _commitment(root, position.pass(start, length, currentTime()));
        emit Moved(id, selection.index, _words(hashes));
    }

    /// @inheritdoc IDispute
    function prove(
        DisputeKey calldata key,
        Position position,
        Selection calldata selection,
        bytes calldata proof,
        Claim calldata loser
    ) external override {
        DisputeId id = _requireSelected(key, position, selection);
        _requireClaim(loser, position.openerMoves() ? key.responder : key.opener);
        _requireStanding(key.opener);
        _requireStanding(key.responder);
        if (_isSettled(loser.parent)) revert ParentSettled(loser.parent);
        _requireTime(position);
        (Step start, Step length) = Search.segment(position.start(), position.length(), nary, selection.index);
        if (length != ONE) revert ManyStepsLeft(length);
        StateHash poststate = stepVerifier.step(selection.start, proof);
        if (poststate == selection.end) revert StepAgrees(poststate);

        emit Proved(id, start, selection.start, poststate);
        _end(id, key, position.isLocked(), loser);
    }

    // ---------------------------------------------------------------- ends

    /// @inheritdoc IDispute
    function resolve(
        DisputeKey calldata key,
        Position position,
        DissectionRoot root,
        Claim calldata mover
    ) external override {
        DisputeId id = _requireOpen(key, position, root);
        _requireClaim(mover, _mover(key, position));
        bool alive = _stands(key.opener) && _stands(key.responder) && !_isSettled(mover.parent);
        if (!alive) return _close(id, key, position.isLocked(), _mayHaveFallen(mover.parent), ClaimId.wrap(0));
        Timestamp end = deadline(position);
        if (currentTime() < end) revert TimeIsLeft(end);
        _end(id, key, position.isLocked(), mover);
    }

    /// @dev `loser` has lost to the other claim of `key`.
    function _end(DisputeId id, DisputeKey calldata key, bool locked, Claim calldata loser) private {
        ClaimId loserId = _claimId(loser);
        _refute(loserId, loserId == key.opener ? key.responder : key.opener);
        _refuted(loser);
        _close(id, key, locked, false, loserId);
    }

    function _close(DisputeId id, DisputeKey calldata key, bool locked, bool keeps, ClaimId loser) private {
        commitment[id] = OVER;
        _unlock(key.opener, key.responder, locked, keeps);
        emit Resolved(id, loser);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IDispute
    function deadline(Position position) public view override returns (Timestamp) {
        return Clock.deadline(position.movedAt(), position.spent(), allowance, minimum);
    }

    // ---------------------------------------------------------------- the host

    /// @dev The id of a claim: a hash of all its fields.
    function _claimId(Claim memory claim) internal pure virtual returns (ClaimId);

    /// @dev Whether nothing is decided on this result any more: it can no longer become final, or its batch is decided.
    function _isSettled(ResultId parent) internal view virtual returns (bool);

    /// @dev Whether claims on this result may be lost although they stand, which only `collect` tells.
    function _mayHaveFallen(ResultId parent) internal view virtual returns (bool);

    /// @dev `loser`, which stood, was refuted just now.
    function _refuted(Claim memory loser) internal virtual;

    // ---------------------------------------------------------------- parts of the above

    function _mover(DisputeKey calldata key, Position position) private pure returns (ClaimId) {
        return position.openerMoves() ? key.opener : key.responder;
    }

    /// @dev The dispute stands at `position`, with a dissection that `selection` is a segment of.
    function _requireSelected(
        DisputeKey calldata key,
        Position position,
        Selection calldata selection
    ) private view returns (DisputeId) {
        return _requireOpen(key, position, Dissection.climb(selection, Search.parts(position.length(), nary)));
    }

    function _requireOpen(
        DisputeKey calldata key,
        Position position,
        DissectionRoot root
    ) private view returns (DisputeId id) {
        id = _disputeId(key.opener, key.responder);
        bytes32 current = commitment[id];
        if (current == 0 || current == OVER) revert NotOpen(id);
        if (current != _commitment(root, position)) revert NotCommitted(position, root);
    }

    function _requireTime(Position position) private view {
        Timestamp end = deadline(position);
        if (!(currentTime() < end)) revert TimeIsOver(end);
    }

    function _requireFirstMeeting(DisputeId id) private view {
        if (commitment[id] != 0) revert AlreadyMet(id);
    }

    function _requireClaim(Claim calldata claim, ClaimId due) private pure {
        ClaimId given = _claimId(claim);
        if (given != due) revert WrongClaim(given, due);
    }

    function _requireCount(uint256 given, uint256 due) private pure {
        if (given != due) revert WrongCount(given, due);
    }

    /// @dev The same array under its plain type, which the compiler copies at once; hashes it would encode one by one.
    function _words(StateHash[] calldata hashes) private pure returns (bytes32[] calldata words) {
        assembly ("memory-safe") {
            words.offset := hashes.offset
            words.length := hashes.length
        }
    }

    function _disputeId(ClaimId opener, ClaimId responder) private pure returns (DisputeId) {
        return DisputeId.wrap(Dissection.pair(ClaimId.unwrap(opener), ClaimId.unwrap(responder)));
    }

    function _commitment(DissectionRoot root, Position position) private pure returns (bytes32) {
        return Dissection.pair(DissectionRoot.unwrap(root), bytes32(Position.unwrap(position)));
    }
}
