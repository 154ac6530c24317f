// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStepVerifier} from "../dispute/IStepVerifier.sol";
import {StateHash} from "../types/StateHash.sol";
import {Hash} from "./Hash.sol";
import {IPoseidonT3, IPoseidonT5, IPoseidonT6, Poseidon} from "./Poseidon.sol";
import {Proof} from "./Proof.sol";
import {Replay} from "./Replay.sol";
import {Section} from "./Section.sol";
import {State} from "./State.sol";
import {Step} from "./Step.sol";

/// @title The judge: one step of the RISC-V machine of docs/machine.md
/// @notice Holds no state and trusts nobody: for every prestate there is at most one poststate that any proof leads to.
contract StepVerifier is IStepVerifier {
    /// @notice The proof opens another state than the one it was given for.
    error PrestateMismatch(StateHash prestate, StateHash opened);

    IPoseidonT3 public immutable poseidonT3;
    IPoseidonT5 public immutable poseidonT5;
    IPoseidonT6 public immutable poseidonT6;

    /// @param t3 poseidon-solidity's PoseidonT3 as deployed, likewise the others; known answers are checked
    constructor(IPoseidonT3 t3, IPoseidonT5 t5, IPoseidonT6 t6) {
        Poseidon.checkKnownAnswers(t3, t5, t6);
        (poseidonT3, poseidonT5, poseidonT6) = (t3, t5, t6);
    }

    /// @inheritdoc IStepVerifier
    function step(StateHash prestate, bytes calldata proof) external view returns (StateHash poststate) {
        (State memory state, Replay memory access) = Proof.decodeHead(proof);
        access.poseidon = poseidon;
        bytes32 fixedHash = Hash.fixedHash(state.anchor, access.inputRoot, Section.layoutHash(access.table));
        bytes32 memoryRoot = Section.memoryRoot(access.slots, access.zeroTable);
        StateHash opened = hashOf(fixedHash, memoryRoot, state);
        if (opened != prestate) revert PrestateMismatch(prestate, opened);

        Step.step(state, access);
        access.finish();

        if (access.written) memoryRoot = Section.memoryRoot(access.slots, access.zeroTable);
        return hashOf(fixedHash, memoryRoot, state);
    }

    function hashOf(bytes32 fixedHash, bytes32 memoryRoot, State memory state) private pure returns (StateHash) {
        return
            Hash.stateHash(fixedHash, state.output, memoryRoot, Hash.cpuHash(state.cpu), state.exitCode, state.status);
    }

    /// @dev The machine calls this through the replay, so that it need not know where the libraries are deployed.
    function poseidon(uint256[] memory inputs) private view returns (uint256) {
        return Poseidon.poseidon(poseidonT3, poseidonT5, poseidonT6, inputs);
    }
}
