// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hash} from "../../contracts/machine/Hash.sol";
import {Payee} from "../../contracts/mocks/Payee.sol";
import {ToyRun} from "../../contracts/mocks/ToyRun.sol";
import {IStepVerifier} from "../../contracts/dispute/IStepVerifier.sol";
import {IInbox} from "../../contracts/rollup/IInbox.sol";
import {IPrograms, ProgramKind} from "../../contracts/rollup/IPrograms.sol";
import {BatchOpening, BridgeTerms, EndState, Parameters, ResultOpening} from "../../contracts/rollup/IRollup.sol";
import {Ids} from "../../contracts/rollup/Ids.sol";
import {Programs} from "../../contracts/rollup/Programs.sol";
import {Rollup} from "../../contracts/rollup/Rollup.sol";
import {LaneTerms} from "../../contracts/validity/IValidityLane.sol";
import {ProgramId} from "../../contracts/types/ProgramId.sol";
import {ResultId} from "../../contracts/types/ResultId.sol";
import {StateHash} from "../../contracts/types/StateHash.sol";
import {Step} from "../../contracts/types/Step.sol";
import {Duration} from "../../contracts/types/Time.sol";

/// @dev The cheatcodes that are used here.
interface Vm {
    function warp(uint256 timestamp) external;
    /// @dev The compiler takes `block.timestamp` for the same throughout a transaction, which it is not after `warp`.
    function getBlockTimestamp() external view returns (uint256);
    function prank(address sender, address origin) external;
    function deal(address account, uint256 balance) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
}

/// @dev A log as the cheatcodes hand it back.
struct Log {
    bytes32[] topics;
    bytes data;
    address emitter;
}

/// @dev A rollup with its batches posted, the people around it, and what is true. Batches are three, a run has four steps, and
/// times are short, so that random calls reach every edge.
abstract contract CourtStage {
    Vm internal constant VM = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint64 internal constant STEPS = 4;
    uint8 internal constant NARY = 2;
    uint32 internal constant WINDOW = 40;
    uint32 internal constant GRACE = 12;
    uint32 internal constant ALLOWANCE = 10;
    uint32 internal constant MINIMUM = 3;
    uint256 internal constant BATCHES = 3;
    uint256 internal constant ACTORS = 5;
    address internal constant SEQUENCER = address(0x5e9);

    Rollup public immutable rollup;
    /// @dev Odd, so that the halves of it differ.
    uint256 public immutable bond;
    Payee[] internal _actors;
    ResultOpening internal _genesis;
    BatchOpening[] internal _batches;
    bytes32[] internal _accumulators;
    bytes32 internal immutable _layoutHash;
    bytes32 internal immutable _memoryRoot;

    constructor() {
        bytes memory sections = hex"000000000000010100000001000001030000001000001004";
        bytes32[] memory roots = new bytes32[](3);
        (roots[0], roots[1]) = (bytes32(uint256(1)), bytes32(uint256(2)));
        IPrograms programs = new Programs();
        ProgramId id = programs.register(sections, roots, 0, Step.wrap(STEPS), ProgramKind.Anchored, Duration.wrap(1));
        _layoutHash = programs.program(id).layoutHash;
        _memoryRoot = programs.program(id).memoryRoot;
        bond = 10_000_001;
        rollup = new Rollup(
            Parameters(
                programs,
                id,
                IStepVerifier(address(new ToyRun())),
                SEQUENCER,
                bytes32(uint256(7)),
                NARY,
                Duration.wrap(WINDOW),
                Duration.wrap(GRACE),
                Duration.wrap(ALLOWANCE),
                Duration.wrap(MINIMUM),
                10_000_001,
                1,
                _noBridge(),
                _laneTerms()
            )
        );
        _genesis = ResultOpening(ResultId.wrap(0), 0, bytes32(uint256(7)), 0);
        for (uint256 i = 0; i < ACTORS; i++) {
            _actors.push(new Payee());
            VM.deal(address(_actors[i]), 0);
        }
        VM.deal(address(this), 1e30);
    }

    /// @dev Not in the constructor: the sequencer has to call from outside, and takes a second for each batch.
    function post() external {
        if (_accumulators.length > 0) return;
        _accumulators.push(0);
        for (uint256 i = 1; i <= BATCHES; i++) {
            VM.warp(VM.getBlockTimestamp() + 1);
            bytes memory body = abi.encode(i);
            IInbox inbox = rollup.inbox();
            VM.recordLogs();
            VM.prank(SEQUENCER, SEQUENCER);
            inbox.post(_accumulators[i - 1], body);
            (bytes32 next, bytes32 root, uint32 size, uint256 timestamp) = abi.decode(
                VM.getRecordedLogs()[0].data,
                (bytes32, bytes32, uint32, uint256)
            );
            _accumulators.push(next);
            _batches.push(BatchOpening(root, size));
            _posted(uint64(i), timestamp, body);
        }
    }

    receive() external payable {}

    function _noBridge() private pure returns (BridgeTerms memory none) {}

    /// @dev None here; called while the stage is made.
    function _laneTerms() internal virtual returns (LaneTerms memory none) {}

    /// @dev Batch `number` was posted just now.
    function _posted(uint64 number, uint256 timestamp, bytes memory body) internal virtual {}

    /// @dev Hashes of the true run on `parent` at its five states, and the first of them opened.
    function _truth(
        ResultOpening memory parent,
        BatchOpening memory batch
    ) internal view returns (StateHash[] memory hashes, bytes[] memory proofs, EndState memory end) {
        bytes32 fixed_ = Hash.fixedHash(parent.output, batch.inputRoot, _layoutHash);
        uint256[4] memory cpu;
        cpu[1] = uint256(batch.inputLength) << 160;
        end = EndState(0, 0, parent.output, _memoryRoot, Hash.cpuHash(cpu));
        hashes = new StateHash[](STEPS + 1);
        proofs = new bytes[](STEPS);
        for (uint256 i = 0; ; i++) {
            hashes[i] = Hash.stateHash(fixed_, end.output, end.memoryRoot, end.cpuHash, end.exitCode, end.status);
            if (i == STEPS) return (hashes, proofs, end);
            proofs[i] = abi.encode(fixed_, end.output, end.memoryRoot, end.cpuHash, end.exitCode, end.status);
            uint64 x = uint64(uint256(end.cpuHash));
            unchecked {
                x = x * 6364136223846793005 + 1442695040888963407;
            }
            end.cpuHash = bytes32(uint256(x));
            (end.output, end.status, end.exitCode) = (end.cpuHash, 1, x % 16 == 0 ? 1 : 0);
        }
    }

    function _idOf(ResultOpening memory opening) internal pure returns (ResultId) {
        return Ids.resultId(opening);
    }

    function _same(ResultId a, ResultId b) internal pure returns (bool) {
        return ResultId.unwrap(a) == ResultId.unwrap(b);
    }
}
