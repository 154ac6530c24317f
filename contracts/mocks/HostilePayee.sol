// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title An account whose code answers a payment with an attack
/// @notice Owns claims like anybody; when it is paid it refuses, calls back, burns all gas or answers with megabytes.
contract HostilePayee {
    enum Attack {
        None,
        Refuse,
        CallBack,
        BurnGas,
        LongAnswer
    }

    uint256 private constant ANSWER_BYTES = 1 << 20;

    Attack public attack;
    /// @notice What it calls whoever pays it with, one after the other, when it calls back.
    bytes[] private _calls;
    bool[] private _wentThrough;

    error Refused();

    function arm(Attack next, bytes[] calldata calls) external {
        attack = next;
        delete _calls;
        delete _wentThrough;
        for (uint256 i = 0; i < calls.length; i++) _calls.push(calls[i]);
    }

    /// @notice How each of the calls went.
    function wentThrough() external view returns (bool[] memory) {
        return _wentThrough;
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
        if (attack == Attack.Refuse) revert Refused();
        if (attack == Attack.BurnGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (attack == Attack.LongAnswer) {
            assembly ("memory-safe") {
                return(0, ANSWER_BYTES)
            }
        }
        if (attack == Attack.CallBack) _callBack();
    }

    /// @dev Swallows every failure, so that whatever does go through stays.
    function _callBack() private {
        // The calls may pay it again; once is enough.
        attack = Attack.None;
        for (uint256 i = 0; i < _calls.length; i++) {
            // solhint-disable-next-line avoid-low-level-calls
            (bool done, ) = msg.sender.call(_calls[i]);
            _wentThrough.push(done);
        }
    }
}
