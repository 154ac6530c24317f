// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Field} from "../machine/Field.sol";
import {StateHash} from "../types/StateHash.sol";
import {currentTime, Duration, Timestamp} from "../types/Time.sol";
import {Attestation, IValidityLane, LaneTerms, Ruling, Segment, Verifier} from "./IValidityLane.sol";
import {IValidityVerifier} from "./IValidityVerifier.sol";

/// @title The proof lane of a rollup
/// @dev Created by its rollup, so that each knows the other from the first block on. Keeps what was proven and draws no
/// conclusion from it: a revocation or a contradiction is a timestamp, and what follows is worked out when it is asked for.
contract ValidityLane is IValidityLane {
    address private immutable _host;
    /// @inheritdoc IValidityLane
    address public immutable override proposer;
    /// @inheritdoc IValidityLane
    Duration public immutable override timelock;
    /// @inheritdoc IValidityLane
    Duration public immutable override airgap;

    /// @inheritdoc IValidityLane
    uint32 public override verifiers;
    /// @inheritdoc IValidityLane
    Timestamp public override revokedAt;
    /// @inheritdoc IValidityLane
    Timestamp public override frozenUntil;
    mapping(uint32 number => Verifier) private _verifiers;
    mapping(StateHash statement => Attestation) private _attestations;
    mapping(bytes32 progress => bool) private _progress;

    constructor(LaneTerms memory terms) {
        _host = msg.sender;
        (proposer, timelock, airgap) = (terms.proposer, terms.timelock, terms.airgap);
        for (uint256 i = 0; i < terms.verifiers.length; i++) {
            _add(terms.verifiers[i].contract_, terms.verifiers[i].records, terms.verifiers[i].circuit, currentTime());
        }
    }

    // ---------------------------------------------------------------- verifiers

    /// @inheritdoc IValidityLane
    function propose(
        IValidityVerifier verifier_,
        uint32 records,
        bytes32 circuit
    ) external override returns (uint32 number) {
        _requireProposer();
        _requireLive();
        number = verifiers;
        _add(verifier_, records, circuit, currentTime().plus(timelock));
    }

    /// @inheritdoc IValidityLane
    function revoke() external override {
        _requireProposer();
        _revoke(Timestamp.wrap(0));
    }

    /// @inheritdoc IValidityLane
    function freeze() external override {
        _requireHost();
        _revoke(currentTime().plus(timelock));
    }

    // ---------------------------------------------------------------- proofs

    /// @inheritdoc IValidityLane
    function accept(
        StateHash statement,
        uint256 anchor,
        uint256 z,
        uint256 y,
        Segment calldata segment
    ) external override {
        _requireHost();
        _requireLive();
        _requireInField(anchor);
        _requireInField(segment.from);
        _requireInField(segment.to);
        if (segment.from != anchor && !isProgress(statement, segment.commitment, segment.from)) {
            revert UnknownProgress(segment.from);
        }
        _requireProof(segment, z, y);
        if (segment.last) _attest(statement, segment.to);
        else _advance(statement, segment);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IValidityLane
    function ruling(StateHash statement) external view override returns (Ruling memory made) {
        Attestation memory known = _attestations[statement];
        made.frozen = currentTime() < frozenUntil;
        if (Timestamp.unwrap(known.acceptedAt) == 0) return made;
        (made.output, made.acceptedAt) = (known.output, known.acceptedAt);
        // Zero as well while nothing has gone wrong.
        made.reopenedAt = Timestamp.unwrap(known.contradictedAt) != 0 ? known.contradictedAt : revokedAt;
        made.attested = Timestamp.unwrap(made.reopenedAt) == 0;
    }

    /// @inheritdoc IValidityLane
    function attestation(StateHash statement) external view override returns (Attestation memory) {
        return _attestations[statement];
    }

    /// @inheritdoc IValidityLane
    function isProgress(StateHash statement, uint256 commitment, uint256 to) public view override returns (bool) {
        return _progress[_progressKey(statement, commitment, to)];
    }

    /// @inheritdoc IValidityLane
    function verifier(uint32 number) external view override returns (Verifier memory) {
        return _verifiers[number];
    }

    // ---------------------------------------------------------------- parts of the above

    function _add(IValidityVerifier verifier_, uint32 records, bytes32 circuit, Timestamp activeFrom) private {
        if (address(verifier_).code.length == 0) revert NoVerifierThere(address(verifier_));
        uint32 number = verifiers;
        verifiers = number + 1;
        _verifiers[number] = Verifier(verifier_, activeFrom, records, circuit);
        emit VerifierAdded(number, verifier_, records, circuit, activeFrom);
    }

    function _revoke(Timestamp until) private {
        _requireLive();
        (revokedAt, frozenUntil) = (currentTime(), until);
        emit Revoked(until);
    }

    /// @dev A segment that is not the last proves neither c nor y: only z ties it to the batch's words until one does.
    function _requireProof(Segment calldata segment, uint256 z, uint256 y) private view {
        Verifier memory used = _verifiers[segment.verifier];
        bool exists = address(used.contract_) != address(0);
        if (!exists || currentTime() < used.activeFrom) revert VerifierNotInForce(segment.verifier, used.activeFrom);
        (uint256 c, uint256 value) = segment.last ? (segment.commitment, y) : (0, 0);
        bool holds = used.contract_.verify(segment.proof, [segment.from, segment.to, z, c, value]);
        if (!holds) revert ProofRefused(segment.verifier);
    }

    function _attest(StateHash statement, uint256 output) private {
        Attestation storage known = _attestations[statement];
        bool isFirst = Timestamp.unwrap(known.acceptedAt) == 0;
        bool isSettled = Timestamp.unwrap(known.contradictedAt) != 0 || known.output == output;
        if (!isFirst && isSettled) revert AlreadyProven(statement, output);
        if (isFirst) (known.output, known.acceptedAt) = (output, currentTime());
        else known.contradictedAt = currentTime();
    }

    function _advance(StateHash statement, Segment calldata segment) private {
        bytes32 key = _progressKey(statement, segment.commitment, segment.to);
        if (_progress[key]) revert AlreadyProven(statement, segment.to);
        _progress[key] = true;
    }

    function _progressKey(StateHash statement, uint256 commitment, uint256 to) private pure returns (bytes32) {
        return keccak256(abi.encode(statement, commitment, to));
    }

    function _requireHost() private view {
        if (msg.sender != _host) revert NotHost(msg.sender);
    }

    function _requireProposer() private view {
        if (msg.sender != proposer) revert NotProposer(msg.sender);
    }

    function _requireLive() private view {
        if (Timestamp.unwrap(revokedAt) != 0) revert LaneRevoked(revokedAt);
    }

    function _requireInField(uint256 value) private pure {
        if (value >= Field.FIELD) revert NotInField(value);
    }
}
