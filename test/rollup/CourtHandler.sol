// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DissectionRoot, Selection} from "../../contracts/dispute/Dissection.sol";
import {DisputeKey, IDispute} from "../../contracts/dispute/IDispute.sol";
import {IBonds, Standing} from "../../contracts/dispute/IBonds.sol";
import {opening, Position} from "../../contracts/dispute/Position.sol";
import {Payee} from "../../contracts/mocks/Payee.sol";
import {BatchOpening, EndState, IRollup, Result, ResultOpening} from "../../contracts/rollup/IRollup.sol";
import {Ids} from "../../contracts/rollup/Ids.sol";
import {Run} from "../../contracts/rollup/Run.sol";
import {Claim} from "../../contracts/types/Claim.sol";
import {ClaimId} from "../../contracts/types/ClaimId.sol";
import {ResultId} from "../../contracts/types/ResultId.sol";
import {StateHash} from "../../contracts/types/StateHash.sol";
import {Step} from "../../contracts/types/Step.sol";
import {Timestamp} from "../../contracts/types/Time.sol";
import {CourtBooks} from "./CourtBooks.sol";

/// @dev The calls that the invariant runner makes at random. Most of what they draw is legal, some is not, and nothing that the
/// rollup refuses reverts here. Loops are over what this contract remembers, which a run of bounded depth keeps small.
contract CourtHandler is CourtBooks {
    enum Kind {
        Claim,
        Open,
        Move,
        Prove,
        Resolve,
        Finalize,
        Abandon,
        Collect,
        Withdraw
    }

    /// @dev Claims that are remembered: more would only make every look slower.
    uint256 private constant MOST_CLAIMS = 24;
    uint256 private constant MOST_DISPUTES = 24;

    /// @dev Accepted calls of each kind, and all calls.
    mapping(Kind => uint256) public accepted;
    uint256 public calls;

    // ---------------------------------------------------------------- what the runner calls

    function claim(uint256 seed) external {
        if (_results.length == 0) _remember(_genesis);
        if (_claims.length >= MOST_CLAIMS) return;
        Known memory parent = _results[(seed >> 8) % _results.length];
        uint256 number = rollup.result(parent.id).batch;
        if (number >= BATCHES) return;
        BatchOpening memory batch = _batches[number];
        (StateHash[] memory run, , EndState memory end) = _truth(parent.opening, batch);
        uint256 lie = (seed >> 16) % 4;
        if (lie > 0) _bend(end, lie);
        uint256 owner = seed % ACTORS;
        bytes memory data = abi.encodeCall(IRollup.claim, (parent.opening, batch, end));
        if (_send(owner, Kind.Claim, _valueFor(seed, bond), data)) _made(parent, number, owner, run, end);
        _look();
    }

    function open(uint256 seed) external {
        if (_claims.length == 0 || _disputes.length >= MOST_DISPUTES) return;
        uint256 own = seed % _claims.length;
        uint256 other = _rivalOf(own, seed >> 32);
        _open(own, other, _valueFor(seed, rollup.claimant(_claims[own].id).opened > 0 ? bond : 0), (seed >> 48) % 3);
        _look();
    }

    function move(uint256 seed) external {
        if (_disputes.length == 0) return;
        Fought storage dispute = _disputes[seed % _disputes.length];
        uint256 index = (seed >> 32) % 2;
        (Step first, Step length) = (Step.wrap(uint64(2 * index)), Step.wrap(2));
        StateHash[] memory hashes = new StateHash[](2);
        uint256 mover = dispute.position.openerMoves() ? dispute.opener : dispute.responder;
        StateHash[] storage run = _claims[mover].run;
        hashes[0] = (seed >> 40) % 2 == 0 ? run[2 * index + 1] : _any(seed);
        hashes[1] = (seed >> 41) % 4 > 0 ? run[2 * index + 2] : _any(~seed);
        Position before = dispute.position;
        bytes memory data = abi.encodeCall(IDispute.move, (dispute.key, before, _select(dispute, index), hashes));
        // Somebody else's turn now and then.
        uint256 who = (seed >> 64) % 8 == 0 ? (seed >> 72) % ACTORS : _claims[mover].owner;
        if (_send(who, Kind.Move, 0, data)) {
            dispute.hashes = [dispute.hashes[index], hashes[0], hashes[1]];
            dispute.position = before.pass(first, length, Timestamp.wrap(uint40(VM.getBlockTimestamp())));
        }
        _look();
    }

    function prove(uint256 seed) external {
        if (_disputes.length == 0) return;
        Fought storage dispute = _disputes[seed % _disputes.length];
        Claim memory loser = _claims[dispute.position.openerMoves() ? dispute.responder : dispute.opener].claim;
        uint256 index = (seed >> 32) % 2;
        (, bytes[] memory proofs, ) = _truth(_openingOf(loser.parent), _batches[rollup.result(loser.parent).batch]);
        bytes memory proof = proofs[(Step.unwrap(dispute.position.start()) + index) % STEPS];
        Selection memory selection = _select(dispute, index);
        bytes memory data = abi.encodeCall(IDispute.prove, (dispute.key, dispute.position, selection, proof, loser));
        _send((seed >> 64) % ACTORS, Kind.Prove, 0, data);
        _look();
    }

    function resolve(uint256 seed) external {
        if (_disputes.length == 0) return;
        _resolve(seed % _disputes.length, (seed >> 64) % ACTORS);
        _look();
    }

    function finalize(uint256 seed) external {
        if (_claims.length == 0) return;
        _anybody(seed, Kind.Finalize, abi.encodeCall(IRollup.finalize, (_claims[seed % _claims.length].claim)));
    }

    function abandon(uint256 seed) external {
        if (_results.length == 0) return;
        _anybody(seed, Kind.Abandon, abi.encodeCall(IRollup.abandon, (_results[seed % _results.length].opening)));
    }

    function collect(uint256 seed) external {
        if (_claims.length == 0) return;
        _anybody(seed, Kind.Collect, abi.encodeCall(IRollup.collect, (_claims[seed % _claims.length].claim)));
    }

    function withdraw(uint256 seed) external {
        _withdraw(seed % ACTORS);
        _look();
    }

    /// @dev From a second to beyond every window; the edges are a few seconds wide.
    function pass(uint256 seed) external {
        VM.warp(VM.getBlockTimestamp() + 1 + (seed % (seed & 256 == 0 ? 4 : WINDOW)));
    }

    function change(uint256 seed) external {
        _actors[seed % ACTORS].setMood(Payee.Mood((seed >> 8) % 3));
    }

    // ---------------------------------------------------------------- progress

    /// @notice How far the court is from its end if from now on only calls are made that somebody may make.
    /// @param pending claims and rewards that nobody could collect, disputes that nobody could end
    /// @param left wei that is held beyond what is burnt
    error Rehearsed(uint256 pending, uint256 left);

    /// @dev Plays everything to its end and reverts, so that nothing of it has happened.
    function rehearse() external {
        for (uint256 i = 0; i < ACTORS; i++) _actors[i].setMood(Payee.Mood.Take);
        // In each round of disputes some claim falls, and each batch waits for the one before.
        for (uint256 round = 0; round < MOST_CLAIMS + BATCHES && _pending() > 0; round++) _settle();
        for (uint256 i = 0; i < ACTORS; i++) if (rollup.credit(address(_actors[i])) > 0) _withdraw(i);
        revert Rehearsed(_pending(), address(rollup).balance - burnt);
    }

    /// @dev Claims that stand, rewards not collected, and open disputes.
    function _pending() private view returns (uint256 count) {
        for (uint256 i = 0; i < _claims.length; i++) {
            count += rollup.claimant(_claims[i].id).rewards + (_stands(i) && !_claims[i].fallen ? 1 : 0);
        }
        for (uint256 i = 0; i < _disputes.length; i++) if (!_disputes[i].over) count++;
    }

    function _settle() private {
        VM.warp(VM.getBlockTimestamp() + WINDOW + GRACE + ALLOWANCE);
        for (uint256 i = 0; i < _disputes.length; i++) if (!_disputes[i].over) _resolve(i, 0);
        _look();
        for (uint256 i = 0; i < _claims.length; i++) {
            uint256 rival = _rivalOf(i, i);
            if (!_stands(i) || !_stands(rival) || _claims[i].claim.end == _claims[rival].claim.end) continue;
            _open(i, rival, rollup.claimant(_claims[i].id).opened > 0 ? bond : 0, 0);
        }
        _settleProven();
        for (uint256 i = 0; i < _claims.length; i++) _call(0, abi.encodeCall(IRollup.finalize, (_claims[i].claim)));
        _look();
        for (uint256 i = 0; i < _results.length; i++) _call(0, abi.encodeCall(IRollup.abandon, (_results[i].opening)));
        for (uint256 i = 0; i < _claims.length; i++) _call(0, abi.encodeCall(IRollup.collect, (_claims[i].claim)));
        _look();
    }

    /// @dev Where there are proofs: makes final what they attest.
    function _settleProven() internal virtual {}

    // ---------------------------------------------------------------- parts of the above

    function _bend(EndState memory end, uint256 lie) private pure {
        // Another output, another cpu alone (which leads to the same result), or a run that is void.
        if (lie == 1) end.output = bytes32(uint256(end.output) ^ 1);
        if (lie == 2) end.cpuHash = bytes32(uint256(end.cpuHash) ^ 1);
        if (lie == 3) (end.status, end.exitCode) = (2, 9);
    }

    function _made(
        Known memory parent,
        uint256 number,
        uint256 owner,
        StateHash[] memory run,
        EndState memory end
    ) private {
        bool isVoid = end.status != 1 || end.exitCode != 0;
        bytes32 output = isVoid ? parent.opening.output : end.output;
        ResultOpening memory next = ResultOpening(parent.id, _accumulators[number + 1], output, 0);
        Claim memory made = Claim(parent.id, run[0], _endOf(parent.opening, number, end), _idOf(next), address(0), 0);
        made.owner = address(_actors[owner]);
        made.nonce = rollup.stateCount(Ids.stateId(made.parent, made.end, made.result)).claimed - 1;
        ClaimId id = Ids.claimId(made);
        require(rollup.claimant(id).standing == Standing.Standing, "the books know another claim");
        if (made.end != run[STEPS]) run[STEPS] = made.end;
        Claimed storage known = _claims.push();
        (known.id, known.claim, known.owner, known.standing) = (id, made, owner, Standing.Standing);
        known.run = run;
        _remember(next);
    }

    function _endOf(ResultOpening memory parent, uint256 number, EndState memory end) private view returns (StateHash) {
        return this.endHash(parent.output, _batches[number].inputRoot, end);
    }

    function endHash(bytes32 anchor, bytes32 inputRoot, EndState calldata end) external view returns (StateHash) {
        return Run.endHash(keccak256(abi.encode(anchor, inputRoot, _layoutHash)), end);
    }

    function _remember(ResultOpening memory result) internal {
        ResultId id = _idOf(result);
        if (_isKnown[id]) return;
        _isKnown[id] = true;
        Result memory said = rollup.result(id);
        _results.push(Known(id, result, said.status, said.decided));
    }

    function _openingOf(ResultId id) internal view returns (ResultOpening memory) {
        for (uint256 i = 0; i < _results.length; i++) if (_same(_results[i].id, id)) return _results[i].opening;
        revert("an unknown result");
    }

    /// @param kind 0: the opener's own hash in the middle, 1: made up, 2: one hash too many
    function _open(uint256 own, uint256 other, uint256 value, uint256 kind) private {
        Claimed storage mine = _claims[own];
        StateHash[] memory inner = new StateHash[](kind == 2 ? 2 : 1);
        inner[0] = kind == 1 ? _any(own) : mine.run[2];
        Claim memory rival = _claims[other].claim;
        bytes memory data = abi.encodeCall(IDispute.open, (mine.claim, rival, inner));
        if (!_send(mine.owner, Kind.Open, value, data)) return;
        Fought storage known = _disputes.push();
        known.key = DisputeKey(mine.id, _claims[other].id);
        (known.opener, known.responder, known.locked) = (own, other, value > 0);
        known.position = opening(Step.wrap(STEPS), Timestamp.wrap(uint40(VM.getBlockTimestamp())), value > 0);
        known.hashes = [mine.claim.start, inner[0], mine.claim.end];
    }

    function _resolve(uint256 index, uint256 who) private {
        Fought storage dispute = _disputes[index];
        uint256 mover = dispute.position.openerMoves() ? dispute.opener : dispute.responder;
        StateHash[3] memory list = dispute.hashes;
        DissectionRoot root = DissectionRoot.wrap(_pair(_segment(list[0], list[1]), _segment(list[1], list[2])));
        Claim memory turn = _claims[mover].claim;
        _send(who, Kind.Resolve, 0, abi.encodeCall(IDispute.resolve, (dispute.key, dispute.position, root, turn)));
    }

    function _withdraw(uint256 who) private {
        uint256 due = rollup.credit(address(_actors[who]));
        if (_send(who, Kind.Withdraw, 0, abi.encodeCall(IBonds.withdraw, ()))) paidOut += due;
    }

    function _anybody(uint256 seed, Kind kind, bytes memory data) private {
        _send((seed >> 64) % ACTORS, kind, 0, data);
        _look();
    }

    /// @dev The right value, seven times in eight.
    function _valueFor(uint256 seed, uint256 due) private view returns (uint256) {
        return (seed >> 128) % 8 == 0 ? bond - due : due;
    }

    function _send(uint256 who, Kind kind, uint256 value, bytes memory data) private returns (bool done) {
        calls++;
        uint256 before = address(rollup).balance;
        try _actors[who].act{value: value}(address(rollup), data) {
            done = true;
        } catch {
            return false;
        }
        accepted[kind]++;
        if (address(rollup).balance > before) paidIn += address(rollup).balance - before;
    }

    function _call(uint256 who, bytes memory data) internal {
        try _actors[who].act(address(rollup), data) {} catch {}
    }

    function _select(Fought storage dispute, uint256 index) private view returns (Selection memory selection) {
        bytes32[] memory siblings = new bytes32[](1);
        siblings[0] = _segment(dispute.hashes[1 - index], dispute.hashes[2 - index]);
        return Selection(index, dispute.hashes[index], dispute.hashes[index + 1], siblings);
    }

    /// @dev Some claim, mostly one on the same parent with another end.
    function _rivalOf(uint256 own, uint256 seed) private view returns (uint256) {
        Claim storage mine = _claims[own].claim;
        for (uint256 i = 0; i < _claims.length; i++) {
            uint256 place = (seed + i) % _claims.length;
            Claim storage other = _claims[place].claim;
            if (_same(other.parent, mine.parent) && other.end != mine.end && _stands(place)) return place;
        }
        return seed % _claims.length;
    }

    function _stands(uint256 index) private view returns (bool) {
        return _claims[index].standing == Standing.Standing;
    }

    function _segment(StateHash a, StateHash b) private pure returns (bytes32) {
        return _pair(StateHash.unwrap(a), StateHash.unwrap(b));
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return keccak256(abi.encode(a, b));
    }

    function _any(uint256 seed) private pure returns (StateHash) {
        return StateHash.wrap(keccak256(abi.encode(seed)));
    }
}
