// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Claim} from "../types/Claim.sol";
import {ClaimId} from "../types/ClaimId.sol";
import {DisputeId} from "../types/DisputeId.sol";
import {ResultId} from "../types/ResultId.sol";
import {StateHash} from "../types/StateHash.sol";
import {Step} from "../types/Step.sol";
import {Duration, Timestamp} from "../types/Time.sol";
import {DissectionRoot, Selection} from "./Dissection.sol";
import {IBonds} from "./IBonds.sol";
import {IStepVerifier} from "./IStepVerifier.sol";
import {Position} from "./Position.sol";

/// @notice The two claims of a dispute; a DisputeId is its hash.
struct DisputeKey {
    ClaimId opener;
    ClaimId responder;
}

/// @title Disputes between standing claims
/// @notice Two claims that agree on the start and differ in the end of one span search it for the first step on which they
/// differ, and one step decides. Rules, state machine and soundness: docs/dispute.md. Of an open dispute the contract keeps one
/// word, the hash of its last dissection's root and its position, which every call brings along: so it says what it answers.
interface IDispute is IBonds {
    /// @notice A dispute began; `hashes` are the opener's at the inner cuts of the whole span, its ends are the claims'.
    event Opened(
        DisputeId indexed dispute,
        ClaimId indexed opener,
        ClaimId indexed responder,
        bool locked,
        bytes32[] hashes
    );
    /// @notice The mover selected segment `index` of the other side's last list and answered with `hashes`, h_1 to h_m.
    event Moved(DisputeId indexed dispute, uint256 index, bytes32[] hashes);
    /// @notice The step that starts at `start` does not end where the other side says, but at `poststate`.
    event Proved(DisputeId indexed dispute, Step step, StateHash start, StateHash poststate);
    /// @notice A dispute ended. `loser` is refuted; zero when the dispute closed without one.
    event Resolved(DisputeId indexed dispute, ClaimId indexed loser);

    /// @notice `given` is not the claim that the dispute means: `due` is.
    error WrongClaim(ClaimId given, ClaimId due);
    /// @notice The two claims do not have the same parent and start and different ends.
    error NotRivals(ClaimId opener, ClaimId responder);
    /// @notice The two claims have met already, in this dispute.
    error AlreadyMet(DisputeId dispute);
    /// @notice Nothing is decided on the parent of the claims any more: it can no longer become final, or its batch is decided.
    error ParentSettled(ResultId parent);
    /// @notice No such dispute is open.
    error NotOpen(DisputeId dispute);
    /// @notice A list of `given` hashes where `due` are asked for.
    error WrongCount(uint256 given, uint256 due);
    /// @notice The list ends where the selected segment ends, so that the move rejects nothing.
    error SameEnd(StateHash end);
    /// @notice The dispute does not stand at this position with a dissection of this root.
    error NotCommitted(Position position, DissectionRoot root);
    /// @notice The selected segment is one step long: prove it.
    error OneStepLeft(Step step);
    /// @notice The selected segment has more than one step: dissect it.
    error ManyStepsLeft(Step length);
    /// @notice The step ends where the selected segment ends, so that nothing is refuted.
    error StepAgrees(StateHash poststate);
    /// @notice The mover's time has run out.
    error TimeIsOver(Timestamp deadline);
    /// @notice The mover still has time.
    error TimeIsLeft(Timestamp deadline);

    /// @notice Opens a dispute between the caller's claim and a rival, with a dissection of the whole span. The rival's owner
    /// moves next. Carries one bond if the claim has a dispute open that it opened itself, else nothing.
    /// @param hashes the opener's at the inner cuts of [0, maxSteps]
    function open(Claim calldata opener, Claim calldata responder, StateHash[] calldata hashes) external payable;

    /// @notice Answers the other side's dissection: selects a segment of it and dissects that. Only the mover's owner.
    /// @param position where the dispute stands
    /// @param hashes h_1 to h_m at the cuts after the segment's start; h_m differs from the selected end
    function move(
        DisputeKey calldata key,
        Position position,
        Selection calldata selection,
        StateHash[] calldata hashes
    ) external;

    /// @notice Proves that a one-step segment of the other side's dissection is false, which refutes its claim. Anyone may
    /// call; the reward is the mover's.
    /// @param position where the dispute stands
    /// @param loser the other side's claim
    function prove(
        DisputeKey calldata key,
        Position position,
        Selection calldata selection,
        bytes calldata proof,
        Claim calldata loser
    ) external;

    /// @notice Ends a dispute that cannot go on. Anyone may call. If one of the claims no longer stands or their parent is
    /// dead, the dispute closes without a loser; else the mover loses if its time is over.
    /// @param position where the dispute stands
    /// @param root of its last dissection
    /// @param mover the claim whose turn it is
    function resolve(DisputeKey calldata key, Position position, DissectionRoot root, Claim calldata mover) external;

    /// @notice What a dispute stands at: keccak256(root | position); 0 when it was never opened, 1 when it is over.
    function commitment(DisputeId dispute) external view returns (bytes32);

    /// @notice The first moment at which the turn is lost.
    function deadline(Position position) external view returns (Timestamp);

    /// @notice The longest that a dispute can take from its opening, both sides using all their time, in seconds.
    function longestDispute() external view returns (Duration);

    /// @notice Length of the span, in steps.
    function maxSteps() external view returns (Step);

    /// @notice Parts that a segment is cut into.
    function nary() external view returns (uint8);

    /// @notice Seconds that a side has for all its turns together.
    function allowance() external view returns (Duration);

    /// @notice Seconds that a side has at each turn, even when its allowance is spent.
    function minimum() external view returns (Duration);

    /// @notice The judge of one step.
    function stepVerifier() external view returns (IStepVerifier);
}
