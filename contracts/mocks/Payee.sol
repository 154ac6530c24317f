// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBonds} from "../dispute/IBonds.sol";

/// @title An account with code
/// @notice Owns claims, plays disputes, and takes, refuses or abuses payments, as a test has it do.
contract Payee {
    enum Mood {
        Take,
        Refuse,
        Reenter
    }

    Mood public mood;

    error Refused();

    function setMood(Mood next) external {
        mood = next;
    }

    /// @dev Calls `target` as this account and passes on what it answers, reverts included.
    function act(address target, bytes calldata data) external payable {
        // solhint-disable-next-line avoid-low-level-calls
        (bool done, bytes memory answer) = target.call{value: msg.value}(data);
        if (done) return;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    receive() external payable {
        _answer();
    }

    function _answer() private {
        if (mood == Mood.Refuse) revert Refused();
        if (mood == Mood.Reenter) IBonds(msg.sender).withdraw();
    }
}
