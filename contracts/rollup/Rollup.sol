// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Dispute} from "../dispute/Dispute.sol";
import {Search} from "../dispute/Search.sol";
import {Field} from "../machine/Field.sol";
import {Hash} from "../machine/Hash.sol";
import {Isa} from "../machine/Isa.sol";
import {Claim} from "../types/Claim.sol";
import {ClaimId} from "../types/ClaimId.sol";
import {ProgramId} from "../types/ProgramId.sol";
import {ResultId} from "../types/ResultId.sol";
import {StateHash} from "../types/StateHash.sol";
import {StateId} from "../types/StateId.sol";
import {currentTime, Duration, Timestamp} from "../types/Time.sol";
import {Attestation, IValidityLane, Ruling, Segment} from "../validity/IValidityLane.sol";
import {ValidityLane} from "../validity/ValidityLane.sol";
import {Commitment} from "./Commitment.sol";
import {Ids} from "./Ids.sol";
import {IInbox} from "./IInbox.sol";
import {Inbox} from "./Inbox.sol";
import {Program, ProgramKind} from "./IPrograms.sol";
import {
    BatchOpening,
    EndState,
    IRollup,
    Parameters,
    Result,
    ResultOpening,
    ResultStatus,
    StateCount
} from "./IRollup.sol";
import {Run} from "./Run.sol";
import {Terms} from "./Terms.sol";

/// @title Settlement of one program's batches
/// @dev Two properties carry the whole (docs/settlement.md, test/model): once a batch is claimed some claim about it stands for
/// ever, for only a standing rival refutes; and a result is final only when no other end state can come back.
contract Rollup is Dispute, IRollup {
    /// @dev The Inbox admits work for this part of W, so that a re-executor is never further behind than that.
    uint32 private constant WINDOW_PARTS = 4;

    /// @inheritdoc IRollup
    IInbox public immutable override inbox;
    /// @inheritdoc IRollup
    IValidityLane public immutable override lane;
    /// @inheritdoc IRollup
    ProgramId public immutable override program;
    /// @inheritdoc IRollup
    Duration public immutable override window;
    /// @inheritdoc IRollup
    Duration public immutable override grace;
    /// @inheritdoc IRollup
    ResultId public immutable override genesis;
    bytes32 private immutable _layoutHash;
    bytes32 private immutable _initialMemoryRoot;
    uint32 private immutable _entryPoint;
    bool private immutable _persistent;

    /// @inheritdoc IRollup
    ResultId public override head;
    mapping(ResultId id => Result) private _results;
    mapping(StateId id => StateCount) private _states;

    constructor(
        Parameters memory terms
    )
        Dispute(
            Search.definition(terms.programs.program(terms.program).maxSteps, terms.nary),
            terms.allowance,
            terms.minimum,
            terms.stepVerifier,
            terms.bond
        )
    {
        Program memory runs = terms.programs.program(terms.program);
        Terms.check(terms, runs);
        program = terms.program;
        window = terms.window;
        grace = terms.grace;
        _layoutHash = runs.layoutHash;
        _initialMemoryRoot = runs.memoryRoot;
        _entryPoint = runs.entryPoint;
        _persistent = runs.kind == ProgramKind.Persistent;
        Duration capacity = Duration.wrap(Duration.unwrap(terms.window) / WINDOW_PARTS);
        inbox = new Inbox(terms.sequencer, runs.inputPages, runs.worstSeconds, capacity, terms.bridge);
        if (terms.lane.verifiers.length > 0) lane = new ValidityLane(terms.lane);

        bytes32 memoryRoot = _persistent ? runs.memoryRoot : bytes32(0);
        ResultOpening memory root = ResultOpening(ResultId.wrap(0), 0, terms.genesisOutput, memoryRoot);
        ResultId id = Ids.resultId(root);
        (genesis, head) = (id, id);
        _results[id].status = ResultStatus.Final;
        emit Genesis(id, root);
    }

    // ---------------------------------------------------------------- claims

    /// @inheritdoc IRollup
    function claim(
        ResultOpening calldata parent,
        BatchOpening calldata batch,
        EndState calldata end
    ) external payable override returns (ClaimId id) {
        ResultId parentId = Ids.resultId(parent);
        Result memory on = _results[parentId];
        if ((on.status != ResultStatus.Claimed && on.status != ResultStatus.Final) || on.decided) {
            revert ParentClosed(parentId);
        }
        bytes32 accumulator = _requireBatch(on.batch + 1, parent.accumulator, batch);
        if (end.status > Isa.STATUS_TRAPPED) revert UnknownStatus(end.status);
        Claim memory made = _describe(parentId, parent, accumulator, batch, end);

        made.nonce = _countClaim(parentId, made);
        id = Ids.claimId(made);
        _stand(id);
        emit Claimed(id, parentId, on.batch + 1, made, accumulator, end);
    }

    /// @inheritdoc IRollup
    /// @dev On a decided parent only claims with the final result are free: others stand no more, though nobody has refuted them.
    function collect(Claim calldata made) external override {
        Result storage on = _results[made.parent];
        bool isWon = on.decided && _results[made.result].status == ResultStatus.Final;
        _collect(Ids.claimId(made), isWon || on.status == ResultStatus.Dead);
    }

    // ---------------------------------------------------------------- results

    /// @inheritdoc IRollup
    function finalize(Claim calldata winner) external override {
        ClaimId id = Ids.claimId(winner);
        if (!_stands(id)) revert NotStanding(id);
        Result memory on = _requireUndecided(winner.parent);
        if (on.standingStates != 1) revert Disputed(winner.parent, on.standingStates);
        Ruling memory ruling = _ruling(winner.start);
        if (ruling.frozen) revert Frozen(lane.frozenUntil());
        if (ruling.attested) {
            bytes32 accumulator = inbox.accumulator(on.batch + 1);
            ResultId attested = Ids.resultId(_attested(winner.parent, accumulator, ruling));
            if (winner.result != attested) revert ProvenOtherwise(attested);
        }
        Timestamp opened = _opened(on, ruling);
        Timestamp end = on.claimedStates == 1 ? _windowEnd(opened) : _graceEnd(opened);
        if (currentTime() < end) revert WindowIsOpen(end);
        _finalize(winner.parent, winner.result, on.batch + 1);
    }

    /// @inheritdoc IRollup
    function proveResult(
        bytes32 anchor,
        uint64 number,
        BatchOpening calldata batch,
        Segment calldata segment
    ) external override {
        _requireLane();
        if (number == 0) revert WrongBatch(number, 0);
        _requireBatch(number, inbox.accumulator(number - 1), batch);
        uint256 y = inbox.evaluation(number, segment.commitment);
        uint256 z = Commitment.point(batch.inputRoot, batch.inputLength, segment.commitment);
        StateHash statement = _statement(anchor, batch);
        emit Proven(statement, number, anchor, segment.commitment, segment.from, segment.to, segment.last);
        lane.accept(statement, Field.fromLittleEndian(anchor), z, y, segment);
    }

    /// @inheritdoc IRollup
    function settle(ResultOpening calldata parent, BatchOpening calldata batch) external override {
        _requireLane();
        ResultId parentId = Ids.resultId(parent);
        Result memory on = _requireUndecided(parentId);
        bytes32 accumulator = _requireBatch(on.batch + 1, parent.accumulator, batch);
        StateHash statement = _statement(parent.output, batch);
        Ruling memory ruling = lane.ruling(statement);
        if (!ruling.attested) revert NotAttested(statement);
        Timestamp end = ruling.acceptedAt.plus(lane.airgap());
        if (currentTime() < end) revert AirgapIsOpen(end);

        ResultOpening memory opening = _attested(parentId, accumulator, ruling);
        ResultId id = Ids.resultId(opening);
        emit Settled(id, opening);
        _finalize(parentId, id, on.batch + 1);
    }

    /// @inheritdoc IRollup
    function freeze(ResultOpening calldata parent, BatchOpening calldata batch, bytes32 finalOutput) external override {
        _requireLane();
        ResultId parentId = Ids.resultId(parent);
        Result memory on = _results[parentId];
        if (on.status != ResultStatus.Final) revert WrongStatus(parentId, on.status);
        bytes32 accumulator = _requireBatch(on.batch + 1, parent.accumulator, batch);
        StateHash statement = _statement(parent.output, batch);
        Attestation memory known = lane.attestation(statement);
        if (Timestamp.unwrap(known.contradictedAt) == 0) {
            ResultId id = Ids.resultId(ResultOpening(parentId, accumulator, finalOutput, 0));
            bool isFinal = _results[id].status == ResultStatus.Final;
            bool isProven = Timestamp.unwrap(known.acceptedAt) != 0;
            bool differs = Field.toLittleEndian(known.output) != finalOutput;
            if (!isFinal || !isProven || !differs) revert NothingWrong(statement);
        }
        lane.freeze();
    }

    /// @inheritdoc IRollup
    function abandon(ResultOpening calldata opening) external override {
        ResultId id = Ids.resultId(opening);
        Result memory lost = _results[id];
        if (lost.status != ResultStatus.Claimed) revert WrongStatus(id, lost.status);
        Result memory on = _results[opening.parent];
        // Whatever nobody stands for may yet be proven, where there are proofs.
        bool over = address(lane) == address(0) && !(currentTime() < _graceEnd(on.openedAt));
        // Once another child is final nothing stands for this one but what a proof has felled.
        bool dead = on.status == ResultStatus.Dead || on.decided || (over && lost.standing == 0);
        if (!dead) revert StillPossible(id);

        _results[id].status = ResultStatus.Dead;
        emit Abandoned(id);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IRollup
    function result(ResultId id) external view override returns (Result memory) {
        return _results[id];
    }

    /// @inheritdoc IRollup
    function stateCount(StateId id) external view override returns (StateCount memory) {
        return _states[id];
    }

    /// @inheritdoc IRollup
    function longestDelay() external view override returns (Duration) {
        return window + grace + longestDispute;
    }

    // ---------------------------------------------------------------- what disputes ask

    /// @inheritdoc Dispute
    function _claimId(Claim memory made) internal pure override returns (ClaimId) {
        return Ids.claimId(made);
    }

    /// @inheritdoc Dispute
    function _isSettled(ResultId parent) internal view override returns (bool) {
        Result storage on = _results[parent];
        return on.decided || on.status == ResultStatus.Dead;
    }

    /// @inheritdoc Dispute
    /// @dev Without a lane a batch is decided only when all that stand agree.
    function _mayHaveFallen(ResultId parent) internal view override returns (bool) {
        return address(lane) != address(0) && _results[parent].decided;
    }

    /// @inheritdoc Dispute
    function _refuted(Claim memory loser) internal override {
        StateCount storage state = _states[Ids.stateId(loser.parent, loser.end, loser.result)];
        uint32 left = state.standing - 1;
        state.standing = left;
        if (left == 0) _results[loser.parent].standingStates--;
        _results[loser.result].standing--;
    }

    // ---------------------------------------------------------------- parts of the above

    function _requireBatch(
        uint64 number,
        bytes32 previous,
        BatchOpening calldata batch
    ) private view returns (bytes32 accumulator) {
        accumulator = Ids.nextAccumulator(previous, batch.inputRoot, batch.inputLength);
        if (inbox.accumulator(number) != accumulator) revert WrongBatch(number, accumulator);
    }

    /// @dev The caller's claim, its nonce aside.
    function _describe(
        ResultId parentId,
        ResultOpening calldata parent,
        bytes32 accumulator,
        BatchOpening calldata batch,
        EndState calldata end
    ) private view returns (Claim memory made) {
        bytes32 fixed_ = Hash.fixedHash(parent.output, batch.inputRoot, _layoutHash);
        ResultOpening memory leadsTo = ResultOpening(parentId, accumulator, parent.output, parent.memoryRoot);
        if (!Run.isVoid(end)) {
            leadsTo.output = end.output;
            leadsTo.memoryRoot = _persistent ? end.memoryRoot : bytes32(0);
        }
        made.parent = parentId;
        made.start = _start(fixed_, parent.output, _persistent ? parent.memoryRoot : _initialMemoryRoot, batch);
        made.end = Run.endHash(fixed_, end);
        made.result = Ids.resultId(leadsTo);
        made.owner = msg.sender;
    }

    /// @dev Counts one more claim for an end state on `parentId` if its windows admit it.
    /// @return nonce claims for the same end state before
    function _countClaim(ResultId parentId, Claim memory made) private returns (uint32 nonce) {
        Result storage on = _results[parentId];
        StateId stateId = Ids.stateId(parentId, made.end, made.result);
        StateCount storage state = _states[stateId];
        nonce = state.claimed;
        if (on.claimedStates == 0) on.openedAt = currentTime();
        Timestamp opened = _opened(on, _ruling(made.start));
        if (!(currentTime() < (nonce == 0 ? _windowEnd(opened) : _graceEnd(opened)))) revert WindowIsOver(stateId);

        if (nonce == 0) on.claimedStates++;
        if (state.standing == 0) on.standingStates++;
        (state.claimed, state.standing) = (nonce + 1, state.standing + 1);
        Result storage leadsTo = _results[made.result];
        if (leadsTo.status == ResultStatus.None) (leadsTo.status, leadsTo.batch) = (ResultStatus.Claimed, on.batch + 1);
        leadsTo.standing++;
    }

    function _finalize(ResultId parent, ResultId id, uint64 batch) private {
        _results[parent].decided = true;
        (_results[id].status, _results[id].batch) = (ResultStatus.Final, batch);
        head = id;
        emit Finalized(id, batch);
    }

    function _requireUndecided(ResultId parent) private view returns (Result memory on) {
        on = _results[parent];
        if (on.decided) revert ParentClosed(parent);
        if (on.status != ResultStatus.Final) revert WrongStatus(parent, on.status);
    }

    function _requireLane() private view {
        if (address(lane) == address(0)) revert NoLane();
    }

    function _start(
        bytes32 fixed_,
        bytes32 anchor,
        bytes32 memoryRoot,
        BatchOpening calldata batch
    ) private view returns (StateHash) {
        return Run.startHash(fixed_, anchor, memoryRoot, _entryPoint, batch.inputLength);
    }

    /// @dev Program, anchor and input in one word: the first state of the run, whose program is anchored where there is a lane.
    function _statement(bytes32 anchor, BatchOpening calldata batch) private view returns (StateHash) {
        bytes32 fixed_ = Hash.fixedHash(anchor, batch.inputRoot, _layoutHash);
        return _start(fixed_, anchor, _initialMemoryRoot, batch);
    }

    /// @dev Nothing, where there is no lane.
    function _ruling(StateHash statement) private view returns (Ruling memory ruling) {
        if (address(lane) != address(0)) return lane.ruling(statement);
    }

    function _attested(
        ResultId parent,
        bytes32 accumulator,
        Ruling memory ruling
    ) private pure returns (ResultOpening memory) {
        return ResultOpening(parent, accumulator, Field.toLittleEndian(ruling.output), 0);
    }

    /// @dev When the windows of the batch after `on` began: with its first claim, or anew because a proof of it became void.
    function _opened(Result memory on, Ruling memory ruling) private pure returns (Timestamp) {
        return on.openedAt < ruling.reopenedAt ? ruling.reopenedAt : on.openedAt;
    }

    /// @dev The first moment at which no end state may be claimed that was not claimed before.
    function _windowEnd(Timestamp opened) private view returns (Timestamp) {
        return opened.plus(window);
    }

    /// @dev The first moment at which nothing may be claimed.
    function _graceEnd(Timestamp opened) private view returns (Timestamp) {
        return _windowEnd(opened).plus(grace);
    }
}
