// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StateHash} from "../types/StateHash.sol";
import {Duration, Timestamp} from "../types/Time.sol";
import {IValidityVerifier} from "./IValidityVerifier.sol";

/// @notice A verifier of segments.
/// @param contract_ checks proofs
/// @param activeFrom when its proofs count
/// @param records how many records of a batch one segment holds
/// @param circuit hash of the circuit's constraint system; for provers, who must know what to prove
struct Verifier {
    IValidityVerifier contract_;
    Timestamp activeFrom;
    uint32 records;
    bytes32 circuit;
}

/// @notice One segment of a batch and its proof.
/// @param verifier number of the verifier
/// @param last whether the batch ends with it
/// @param commitment c: that of the batch's words, under which the Inbox knows y
/// @param from in: the anchor, or the `to` of an accepted segment
/// @param to out: the output if it is the last, else the progress so far
/// @param proof as the verifier takes it
struct Segment {
    uint32 verifier;
    bool last;
    uint256 commitment;
    uint256 from;
    uint256 to;
    bytes proof;
}

/// @notice What is known of a statement.
/// @param output of its first accepted proof, a field element; zero before
/// @param acceptedAt when that was; zero before
/// @param contradictedAt when a proof of another output was accepted; zero before
struct Attestation {
    uint256 output;
    Timestamp acceptedAt;
    Timestamp contradictedAt;
}

/// @notice What settlement asks of a lane about a statement at this moment.
/// @param attested a proof of it is accepted, neither contradicted nor revoked
/// @param frozen no result becomes final
/// @param output that is attested
/// @param acceptedAt when its proof was accepted
/// @param reopenedAt when the windows of its batch started again because its proof was void; zero if they did not
struct Ruling {
    bool attested;
    bool frozen;
    uint256 output;
    Timestamp acceptedAt;
    Timestamp reopenedAt;
}

/// @notice What a lane is made with, for good.
/// @param proposer may propose further verifiers and revoke the lane; nobody when zero
/// @param timelock T: seconds from the proposal of a verifier until its proofs count, and of a freeze
/// @param airgap A: seconds from a proof's acceptance until it settles
/// @param verifiers those that count at once; no lane when empty
struct LaneTerms {
    address proposer;
    Duration timelock;
    Duration airgap;
    FirstVerifier[] verifiers;
}

struct FirstVerifier {
    IValidityVerifier contract_;
    uint32 records;
    bytes32 circuit;
}

/// @title What has been proven for one rollup, and by which verifiers
/// @notice Knows statements only as the names that its host gives them; docs/validity.md.
interface IValidityLane {
    /// @notice Verifier `number` will count from `activeFrom` on.
    event VerifierAdded(
        uint32 indexed number,
        IValidityVerifier verifier,
        uint32 records,
        bytes32 circuit,
        Timestamp activeFrom
    );
    /// @notice Nothing is attested any more. `frozenUntil` is zero when nothing was shown to be false.
    event Revoked(Timestamp frozenUntil);

    /// @notice Only the rollup may call this.
    error NotHost(address caller);
    /// @notice Only the proposer may do this.
    error NotProposer(address caller);
    /// @notice The lane has been revoked.
    error LaneRevoked(Timestamp since_);
    /// @notice There is no code at this address.
    error NoVerifierThere(address given);
    /// @notice There is no such verifier, or its time has not come.
    error VerifierNotInForce(uint32 number, Timestamp activeFrom);
    /// @notice Not below the order of the scalar field.
    error NotInField(uint256 value);
    /// @notice Neither the anchor nor what an accepted segment of this statement and commitment led to.
    error UnknownProgress(uint256 from);
    /// @notice This is known already.
    error AlreadyProven(StateHash statement, uint256 to);
    /// @notice The verifier does not accept the proof.
    error ProofRefused(uint32 verifier);

    /// @notice Proposes a verifier, which counts after the timelock.
    function propose(IValidityVerifier verifier_, uint32 records, bytes32 circuit) external returns (uint32 number);

    /// @notice Ends the lane for good, by the proposer.
    function revoke() external;

    /// @notice Ends the lane for good and stops finality for the timelock, by the host, which was shown that the lane is false.
    function freeze() external;

    /// @notice Accepts a segment, from the host, which vouches for the rest.
    /// @param anchor the statement's, as a number
    /// @param z the point that follows from the batch and the commitment
    /// @param y value of the batch's words there
    function accept(StateHash statement, uint256 anchor, uint256 z, uint256 y, Segment calldata segment) external;

    /// @notice What settlement must know of a statement now.
    function ruling(StateHash statement) external view returns (Ruling memory);

    /// @notice What was ever proven of a statement.
    function attestation(StateHash statement) external view returns (Attestation memory);

    /// @notice Whether a segment up to `to` is proven, for this statement and commitment.
    function isProgress(StateHash statement, uint256 commitment, uint256 to) external view returns (bool);

    /// @notice Verifier `number`; zeroes when there is none.
    function verifier(uint32 number) external view returns (Verifier memory);

    /// @notice How many verifiers there are; numbers begin with zero.
    function verifiers() external view returns (uint32);

    /// @notice When the lane was revoked; zero before.
    function revokedAt() external view returns (Timestamp);

    /// @notice Until when no result becomes final; zero when nothing is frozen.
    function frozenUntil() external view returns (Timestamp);

    /// @notice Who may propose verifiers and revoke the lane.
    function proposer() external view returns (address);

    /// @notice T, in seconds.
    function timelock() external view returns (Duration);

    /// @notice A, in seconds.
    function airgap() external view returns (Duration);
}
