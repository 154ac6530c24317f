// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPoseidonT3, IPoseidonT5} from "../../contracts/machine/Poseidon.sol";
import {Inbox} from "../../contracts/rollup/Inbox.sol";
import {BridgeTerms} from "../../contracts/rollup/IRollup.sol";
import {Duration, Timestamp} from "../../contracts/types/Time.sol";
import {Vm} from "./CourtStage.sol";

/// @dev The rule for the time of a header that its poster gives; docs/settlement.md, Commitments.
contract InboxTest {
    Vm private constant VM = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    address private constant SEQUENCER = address(0x5e9);
    uint256 private constant HOUR = 3600;
    uint256 private constant START = 1_700_000_000;
    bytes32 private constant KEY = bytes32(uint256(1));

    /// @param lead seconds from the last header's time to the block's
    /// @param age seconds from the given time to the block's, where it is not in the future
    /// @param ahead seconds from the block's time to the given one, if any
    function testFuzz_takesATimeThatIsNoLie(uint16 lead, uint16 age, uint8 ahead, bool ofQueue) public {
        (Inbox inbox, bytes32 previous) = _opened();
        uint256 now_ = START + lead;
        uint256 given = ahead % 4 == 0 ? now_ - age : now_ + ahead;
        VM.warp(now_);
        bool isTimely = given <= now_ && given >= START && now_ - given <= HOUR;
        bytes memory call = ofQueue ? _queueCall(previous, given) : _committedCall(previous, given);
        VM.prank(SEQUENCER, SEQUENCER);
        (bool done, bytes memory why) = address(inbox).call(call);
        require(done == isTimely, "taken iff timely");
        if (done) return;
        bytes4 expected =
            given > now_
                ? bytes4(keccak256("TimestampAhead(uint40,uint40)"))
                : given < START
                    ? bytes4(keccak256("TimestampBehind(uint40,uint40)"))
                    : bytes4(keccak256("TimestampTooOld(uint40,uint40)"));
        require(bytes4(why) == expected, "says which");
    }

    /// @dev However often a poster says the same time, the block's time is what meters work.
    function test_metersByTheBlock() public {
        (Inbox inbox, bytes32 previous) = _opened();
        VM.warp(START + 100);
        VM.prank(SEQUENCER, SEQUENCER);
        inbox.postCommitted(previous, Timestamp.wrap(uint40(START)), "", 1);
        // The first has drained, the second has not.
        require(Duration.unwrap(inbox.level()) == 60, "level");
    }

    /// @dev An Inbox with a batch posted at START and an item that waits.
    function _opened() private returns (Inbox inbox, bytes32 previous) {
        BridgeTerms memory bridge = BridgeTerms(IPoseidonT3(address(1)), IPoseidonT5(address(1)), 0);
        inbox = new Inbox(SEQUENCER, 16, Duration.wrap(60), Duration.wrap(240), bridge);
        VM.warp(START);
        VM.deal(address(this), 1);
        inbox.deposit{value: 1}(0, KEY, address(this));
        VM.prank(SEQUENCER, SEQUENCER);
        previous = inbox.accumulator(inbox.post(0, ""));
    }

    function _committedCall(bytes32 previous, uint256 given) private pure returns (bytes memory) {
        return abi.encodeCall(Inbox.postCommitted, (previous, Timestamp.wrap(uint40(given)), "", 1));
    }

    function _queueCall(bytes32 previous, uint256 given) private view returns (bytes memory) {
        uint32 deposit = 0xFFFFFFFE;
        bytes memory entry = abi.encodePacked(deposit, uint32(0), uint96(1), KEY, address(this), bytes6(0));
        return abi.encodeCall(Inbox.postQueue, (previous, Timestamp.wrap(uint40(given)), entry, 0));
    }
}
