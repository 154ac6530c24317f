// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ToyVerifier} from "../../contracts/mocks/ToyVerifier.sol";
import {Field} from "../../contracts/machine/Field.sol";
import {Commitment} from "../../contracts/rollup/Commitment.sol";
import {Header} from "../../contracts/rollup/IInbox.sol";
import {BatchOpening, IRollup, Result, ResultOpening, ResultStatus} from "../../contracts/rollup/IRollup.sol";
import {FirstVerifier, LaneTerms, Segment} from "../../contracts/validity/IValidityLane.sol";
import {Duration} from "../../contracts/types/Time.sol";
import {CourtHandler} from "./CourtHandler.sol";

/// @dev The same court with a validity lane whose verifier lets everything through, true or not: what is owed must be right all the
/// same, and everything must come to an end.
contract ProvenCourtHandler is CourtHandler {
    uint32 private constant AIRGAP = 11;
    uint32 private constant TIMELOCK = 40;
    uint256 private constant C = 99;
    uint256 private constant SECRET = 3;
    /// @dev An output that nobody claims.
    uint256 private constant UNCLAIMED = 5;

    /// @dev Accepted calls by selector.
    mapping(bytes4 => uint256) public done;

    function _laneTerms() internal override returns (LaneTerms memory terms) {
        terms.proposer = address(this);
        (terms.timelock, terms.airgap) = (Duration.wrap(TIMELOCK), Duration.wrap(AIRGAP));
        terms.verifiers = new FirstVerifier[](1);
        terms.verifiers[0] = FirstVerifier(new ToyVerifier(SECRET), 4, 0);
    }

    function _posted(uint64 number, uint256 timestamp, bytes memory body) internal override {
        rollup.inbox().commit(number, Header(1, uint64(timestamp), 0, 0), body, C);
    }

    // ---------------------------------------------------------------- what the runner calls

    /// @dev Proves on the parent of some known result its output, if it is in the field, or one that nobody claims; now and then by
    /// two segments.
    function attest(uint256 seed) external {
        if (_results.length < 2) return;
        ResultOpening memory known = _results[1 + ((seed >> 8) % (_results.length - 1))].opening;
        ResultOpening memory parent = _openingOf(known.parent);
        uint256 from = Field.fromLittleEndian(parent.output);
        uint256 to = (seed >> 32) % 4 == 0 ? UNCLAIMED : Field.fromLittleEndian(known.output);
        uint64 number = rollup.result(known.parent).batch + 1;
        if (seed % 4 == 0) _prove(parent.output, number, from, 1234, false);
        _prove(parent.output, number, seed % 4 == 0 ? 1234 : from, to, true);
        _look();
    }

    function settle(uint256 seed) external {
        if (_results.length == 0) return;
        _settle(_results[(seed >> 8) % _results.length].opening);
        _look();
    }

    function freeze(uint256 seed) external {
        if (_results.length < 2) return;
        ResultOpening memory known = _results[1 + ((seed >> 8) % (_results.length - 1))].opening;
        uint64 number = rollup.result(known.parent).batch + 1;
        ResultOpening memory parent = _openingOf(known.parent);
        _try(abi.encodeCall(IRollup.freeze, (parent, _batches[number - 1], known.output)));
        _look();
    }

    /// @dev Seldom: most calls that follow need a lane.
    function revoke(uint256 seed) external {
        if (seed % 16 != 0) return;
        try rollup.lane().revoke() {
            done[ProvenCourtHandler.revoke.selector]++;
        } catch {}
        _look();
    }

    // ---------------------------------------------------------------- parts of the above

    function _settleProven() internal override {
        uint256 count = _results.length;
        for (uint256 i = 0; i < count; i++) _settle(_results[i].opening);
    }

    function _settle(ResultOpening memory parent) private {
        Result memory on = rollup.result(_idOf(parent));
        if (on.batch >= BATCHES) return;
        if (!_try(abi.encodeCall(IRollup.settle, (parent, _batches[on.batch])))) return;
        ResultOpening memory made = ResultOpening(_idOf(parent), _accumulators[on.batch + 1], 0, 0);
        made.output = Field.toLittleEndian(UNCLAIMED);
        if (rollup.result(_idOf(made)).status == ResultStatus.Final) return _remember(made);
        // Else it is that of a known result.
        for (uint256 i = 0; i < _results.length; i++) {
            made.output = _results[i].opening.output;
            if (rollup.result(_idOf(made)).status != ResultStatus.Final) continue;
            return _remember(made);
        }
        revert("an unknown result is final");
    }

    function _prove(bytes32 anchor, uint64 number, uint256 from, uint256 to, bool last) private {
        BatchOpening memory batch = _batches[number - 1];
        uint256 z = Commitment.point(batch.inputRoot, batch.inputLength, C);
        uint256 y = last ? rollup.inbox().evaluation(number, C) : 0;
        uint256[5] memory inputs = [from, to, z, last ? C : 0, y];
        bytes memory proof = abi.encode(keccak256(abi.encode(SECRET, inputs)));
        _try(abi.encodeCall(IRollup.proveResult, (anchor, number, batch, Segment(0, last, C, from, to, proof))));
    }

    function _try(bytes memory data) private returns (bool went) {
        (went, ) = address(rollup).call(data);
        if (went) done[bytes4(data)]++;
    }
}
