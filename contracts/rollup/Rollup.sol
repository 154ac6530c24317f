// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Dispute} from "../dispute/Dispute.sol";
import {Search} from "../dispute/Search.sol";
import {Hash} from "../machine/Hash.sol";
import {Isa} from "../machine/Isa.sol";
import {Claim} from "../types/Claim.sol";
import {ClaimId} from "../types/ClaimId.sol";
import {ProgramId} from "../types/ProgramId.sol";
import {ResultId} from "../types/ResultId.sol";
import {StateId} from "../types/StateId.sol";
import {currentTime, Duration, Timestamp} from "../types/Time.sol";
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
        inbox = new Inbox(terms.sequencer, runs.inputPages, runs.worstSeconds, capacity);

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
    function collect(Claim calldata made) external override {
        Result storage on = _results[made.parent];
        _collect(Ids.claimId(made), on.decided || on.status == ResultStatus.Dead);
    }

    // ---------------------------------------------------------------- results

    /// @inheritdoc IRollup
    function finalize(Claim calldata winner) external override {
        ClaimId id = Ids.claimId(winner);
        if (!_stands(id)) revert NotStanding(id);
        Result memory on = _results[winner.parent];
        if (on.decided) revert ParentClosed(winner.parent);
        if (on.status != ResultStatus.Final) revert WrongStatus(winner.parent, on.status);
        if (on.standingStates != 1) revert Disputed(winner.parent, on.standingStates);
        Timestamp end = on.claimedStates == 1 ? _windowEnd(on) : _graceEnd(on);
        if (currentTime() < end) revert WindowIsOpen(end);

        _results[winner.parent].decided = true;
        _results[winner.result].status = ResultStatus.Final;
        head = winner.result;
        emit Finalized(winner.result, on.batch + 1);
    }

    /// @inheritdoc IRollup
    function abandon(ResultOpening calldata opening) external override {
        ResultId id = Ids.resultId(opening);
        Result memory lost = _results[id];
        if (lost.status != ResultStatus.Claimed) revert WrongStatus(id, lost.status);
        Result memory on = _results[opening.parent];
        bool closed = on.decided || !(currentTime() < _graceEnd(on));
        bool dead = on.status == ResultStatus.Dead || (closed && lost.standing == 0);
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
    function _isDead(ResultId parent) internal view override returns (bool) {
        return _results[parent].status == ResultStatus.Dead;
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
        bytes32 startMemory = _persistent ? parent.memoryRoot : _initialMemoryRoot;
        ResultOpening memory leadsTo = ResultOpening(parentId, accumulator, parent.output, parent.memoryRoot);
        if (!Run.isVoid(end)) {
            leadsTo.output = end.output;
            leadsTo.memoryRoot = _persistent ? end.memoryRoot : bytes32(0);
        }
        made.parent = parentId;
        made.start = Run.startHash(fixed_, parent.output, startMemory, _entryPoint, batch.inputLength);
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
        if (!(currentTime() < (nonce == 0 ? _windowEnd(on) : _graceEnd(on)))) revert WindowIsOver(stateId);

        if (nonce == 0) on.claimedStates++;
        if (state.standing == 0) on.standingStates++;
        (state.claimed, state.standing) = (nonce + 1, state.standing + 1);
        Result storage leadsTo = _results[made.result];
        if (leadsTo.status == ResultStatus.None) (leadsTo.status, leadsTo.batch) = (ResultStatus.Claimed, on.batch + 1);
        leadsTo.standing++;
    }

    /// @dev The first moment at which no end state may be claimed that was not claimed before.
    function _windowEnd(Result memory on) private view returns (Timestamp) {
        return on.openedAt.plus(window);
    }

    /// @dev The first moment at which nothing may be claimed.
    function _graceEnd(Result memory on) private view returns (Timestamp) {
        return _windowEnd(on).plus(grace);
    }
}
