// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hash} from "../machine/Hash.sol";
import {Isa} from "../machine/Isa.sol";
import {StateHash} from "../types/StateHash.sol";
import {EndState} from "./IRollup.sol";

/// @title The two ends of a batch's run
/// @notice docs/machine.md, State and Start. The contract itself puts anchor, input and layout under both, so that no claim can
/// speak of another batch.
library Run {
    /// @notice Hash of the state before the first step: pc at the entry point, a0 = inputLength, every other register zero.
    /// @param fixed_ Hash.fixedHash of the run
    function startHash(
        bytes32 fixed_,
        bytes32 anchor,
        bytes32 memoryRoot,
        uint32 entryPoint,
        uint32 inputLength
    ) internal pure returns (StateHash) {
        uint256[4] memory cpu;
        // Eight words to each element, the first in its highest bits: pc stands in place of x0, a0 is x10.
        cpu[0] = uint256(entryPoint) << 224;
        cpu[1] = uint256(inputLength) << 160;
        return Hash.stateHash(fixed_, anchor, memoryRoot, Hash.cpuHash(cpu), 0, Isa.STATUS_RUNNING);
    }

    /// @notice Hash of the state that a claim says the run ends in.
    /// @param fixed_ Hash.fixedHash of the run
    function endHash(bytes32 fixed_, EndState calldata end) internal pure returns (StateHash) {
        return Hash.stateHash(fixed_, end.output, end.memoryRoot, end.cpuHash, end.exitCode, end.status);
    }

    /// @notice A run that traps, exits non-zero or is still running at the end of the span is void: its result is its parent's.
    function isVoid(EndState calldata end) internal pure returns (bool) {
        return end.status != Isa.STATUS_HALTED || end.exitCode != 0;
    }
}
