// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDispute} from "../dispute/IDispute.sol";
import {IStepVerifier} from "../dispute/IStepVerifier.sol";
import {Claim} from "../types/Claim.sol";
import {ClaimId} from "../types/ClaimId.sol";
import {ProgramId} from "../types/ProgramId.sol";
import {ResultId} from "../types/ResultId.sol";
import {StateHash} from "../types/StateHash.sol";
import {StateId} from "../types/StateId.sol";
import {Duration, Timestamp} from "../types/Time.sol";
import {IPoseidonT3, IPoseidonT5} from "../machine/Poseidon.sol";
import {IValidityLane, LaneTerms, Segment} from "../validity/IValidityLane.sol";
import {IInbox} from "./IInbox.sol";
import {IPrograms} from "./IPrograms.sol";

/// @notice What a ResultId is the hash of.
/// @param parent result that the batch builds on; zero for the genesis
/// @param accumulator of the Inbox after the batch; zero for the genesis
/// @param output what the guest committed to
/// @param memoryRoot memory that the next batch starts from; zero for anchored programs
struct ResultOpening {
    ResultId parent;
    bytes32 accumulator;
    bytes32 output;
    bytes32 memoryRoot;
}

/// @notice The input of a batch, as the Inbox's accumulator binds it.
struct BatchOpening {
    bytes32 inputRoot;
    uint32 inputLength;
}

/// @notice What a claim says of the state after the whole span; docs/machine.md, State.
struct EndState {
    uint8 status;
    uint32 exitCode;
    bytes32 output;
    bytes32 memoryRoot;
    bytes32 cpuHash;
}

/// @notice None: nobody has claimed it. Claimed: somebody has. Final: it is the truth for good. Dead: it cannot become final.
enum ResultStatus {
    None,
    Claimed,
    Final,
    Dead
}

/// @notice A node in the tree of results; one storage slot.
/// @param status what has become of it
/// @param decided one of its children is final
/// @param batch number of the batch that led here, 0 for the genesis
/// @param openedAt when the first claim on it was made, which opened window W; zero before
/// @param claimedStates distinct end states ever claimed on it
/// @param standingStates distinct end states for which a claim on it stands
/// @param standing claims for it, of its parent's children, that stand
struct Result {
    ResultStatus status;
    bool decided;
    uint64 batch;
    Timestamp openedAt;
    uint32 claimedStates;
    uint32 standingStates;
    uint32 standing;
}

/// @notice Claims for one end state: ever made, and standing now.
struct StateCount {
    uint32 claimed;
    uint32 standing;
}

/// @notice What a rollup is made with; all of it is for good.
/// @param programs registry that knows `program`
/// @param program what the batches run
/// @param stepVerifier judge of one of its steps
/// @param sequencer the one account that posts batches
/// @param genesisOutput output that the first batch sees as its anchor
/// @param nary parts that a dispute cuts a segment into
/// @param window W: seconds from the first claim about a batch in which any end state may be claimed
/// @param grace G: seconds after W in which an end state claimed in W may be claimed again
/// @param allowance seconds that a side of a dispute has for all its turns
/// @param minimum seconds that it has at each turn in any case
/// @param bond of every claim, in wei
/// @param gasPriceCap wei per gas up to which the bond is to cover a side's costs
/// @param bridge the ledger's deposits and exits
/// @param lane the validity lane
struct Parameters {
    IPrograms programs;
    ProgramId program;
    IStepVerifier stepVerifier;
    address sequencer;
    bytes32 genesisOutput;
    uint8 nary;
    Duration window;
    Duration grace;
    Duration allowance;
    Duration minimum;
    uint256 bond;
    uint256 gasPriceCap;
    BridgeTerms bridge;
    LaneTerms lane;
}

/// @notice What a bridge is made with; all zero for none.
/// @param t3 poseidon-solidity's PoseidonT3 as deployed, likewise t5
/// @param itemFee wei that a deposit pays to whoever posts it in a batch
struct BridgeTerms {
    IPoseidonT3 t3;
    IPoseidonT5 t5;
    uint96 itemFee;
}

/// @title Settlement of one program's batches
/// @notice Claims about the next batch of each result, their windows, and which result becomes final; docs/settlement.md.
interface IRollup is IDispute {
    /// @notice The tree of results starts here.
    event Genesis(ResultId indexed result, ResultOpening opening);
    /// @notice A claim stands: batch `batch`, which ends the chain `accumulator`, leads from its parent to `end`.
    event Claimed(
        ClaimId indexed id,
        ResultId indexed parent,
        uint64 indexed batch,
        Claim claim,
        bytes32 accumulator,
        EndState end
    );
    /// @notice A result is final.
    event Finalized(ResultId indexed result, uint64 indexed batch);
    /// @notice A segment of batch `batch` from `anchor` on is proven, to an output if it is the `last`, else to a progress value. A
    /// second output of one statement contradicts the first.
    event Proven(
        StateHash indexed statement,
        uint64 indexed batch,
        bytes32 anchor,
        uint256 commitment,
        uint256 from,
        uint256 to,
        bool last
    );
    /// @notice A result is final because its output is proven.
    event Settled(ResultId indexed result, ResultOpening opening);
    /// @notice A result can no longer become final.
    event Abandoned(ResultId indexed result);

    /// @notice Nothing may be claimed on this result: it was not claimed, is dead, or a child of it is final.
    error ParentClosed(ResultId parent);
    /// @notice The Inbox's accumulator for batch `number` is another.
    error WrongBatch(uint64 number, bytes32 given);
    /// @notice None of running, halted, trapped.
    error UnknownStatus(uint8 status);
    /// @notice The window is over: only end states claimed in it may be claimed, and after the grace nothing.
    error WindowIsOver(StateId state);
    /// @notice The result is not in a state in which it could become final or be abandoned.
    error WrongStatus(ResultId result, ResultStatus status);
    /// @notice A claim for another end state stands.
    error Disputed(ResultId parent, uint32 standingStates);
    /// @notice Too early: claims may still be made until `end`.
    error WindowIsOpen(Timestamp end);
    /// @notice The result can still become final.
    error StillPossible(ResultId result);
    /// @notice This rollup has no validity lane.
    error NoLane();
    /// @notice Nothing is attested of this statement: never proven, contradicted, or the lane revoked.
    error NotAttested(StateHash statement);
    /// @notice The proof settles from `end` on.
    error AirgapIsOpen(Timestamp end);
    /// @notice Another result is attested to be the one of this batch on this parent.
    error ProvenOtherwise(ResultId attested);
    /// @notice Nothing becomes final until `end`, because the lane was shown to be false.
    error Frozen(Timestamp end);
    /// @notice Nothing shows that the lane is false.
    error NothingWrong(StateHash statement);

    /// @notice Claims, with a bond, how the batch after a result ends.
    /// @param parent the result that the batch builds on
    /// @param batch its input
    /// @param end the state after the whole span
    function claim(
        ResultOpening calldata parent,
        BatchOpening calldata batch,
        EndState calldata end
    ) external payable returns (ClaimId id);

    /// @notice Makes the result of a standing, unrivalled claim final once its windows are over. Anyone may call.
    function finalize(Claim calldata winner) external;

    /// @notice Proves one segment of a batch from an anchor on. Anyone may call; docs/validity.md.
    /// @param anchor output of the result that the batch is to build on, claimed or not
    /// @param number of the batch
    /// @param batch its input
    function proveResult(bytes32 anchor, uint64 number, BatchOpening calldata batch, Segment calldata segment) external;

    /// @notice Makes final the attested result of the batch after a final one, once the airgap is over. Anyone may call.
    function settle(ResultOpening calldata parent, BatchOpening calldata batch) external;

    /// @notice Shows that the lane is false: of the batch after a final result two outputs are proven, or one that is not the
    /// final one. Revokes the lane and stops finality for the timelock. Anyone may call.
    /// @param finalOutput output of the final child, of any use only if two outputs are not proven
    function freeze(ResultOpening calldata parent, BatchOpening calldata batch, bytes32 finalOutput) external;

    /// @notice Declares dead a claimed result that can no longer become final. Anyone may call.
    function abandon(ResultOpening calldata opening) external;

    /// @notice Credits what a claim has won and, when it stands and nothing can refute it any more, its bond. Anyone may call.
    function collect(Claim calldata made) external;

    /// @notice A result as the contract knows it; zeroes when nobody has claimed it.
    function result(ResultId id) external view returns (Result memory);

    /// @notice How often an end state was claimed and how many claims for it stand.
    function stateCount(StateId id) external view returns (StateCount memory);

    /// @notice The last final result.
    function head() external view returns (ResultId);

    /// @notice The first result: number 0, final.
    function genesis() external view returns (ResultId);

    /// @notice The order of the batches.
    function inbox() external view returns (IInbox);

    /// @notice What is proven; zero when there is no validity lane.
    function lane() external view returns (IValidityLane);

    /// @notice What the batches run.
    function program() external view returns (ProgramId);

    /// @notice W, in seconds.
    function window() external view returns (Duration);

    /// @notice G, in seconds.
    function grace() external view returns (Duration);

    /// @notice The longest from the first claim about a batch to the end of its last dispute, if every dispute is opened as soon
    /// as its two claims stand and the parent is final; in seconds.
    function longestDelay() external view returns (Duration);
}
