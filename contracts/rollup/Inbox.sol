// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Isa} from "../machine/Isa.sol";
import {Section} from "../machine/Section.sol";
import {Merkle} from "../tree/Merkle.sol";
import {currentTime, Duration, Timestamp} from "../types/Time.sol";
import {IInbox} from "./IInbox.sol";
import {Ids} from "./Ids.sol";

/// @title The order of batches
/// @dev Created by its rollup, so that each knows the other from the first block on.
contract Inbox is IInbox {
    uint256 private constant HEADER_LEAVES = 8;
    uint256 private constant HEADER_BYTES = 256;
    /// @dev Kind of a batch whose body is the sequencer's bytes.
    uint256 private constant POSTED_BY_SEQUENCER = 1;

    /// @inheritdoc IInbox
    address public immutable override sequencer;
    /// @inheritdoc IInbox
    address public immutable override rollup;
    /// @inheritdoc IInbox
    Duration public immutable override worstSeconds;
    /// @inheritdoc IInbox
    Duration public immutable override capacity;
    /// @inheritdoc IInbox
    uint256 public immutable override maxBody;
    uint256 private immutable _depth;

    /// @inheritdoc IInbox
    mapping(uint64 number => bytes32) public override accumulator;
    /// @inheritdoc IInbox
    uint64 public override count;
    Duration private _level;
    Timestamp private _measuredAt;

    constructor(address sequencer_, uint24 inputPages, Duration worstSeconds_, Duration capacity_) {
        sequencer = sequencer_;
        rollup = msg.sender;
        worstSeconds = worstSeconds_;
        capacity = capacity_;
        maxBody = uint256(inputPages) * Isa.PAGE_BYTES - HEADER_BYTES;
        _depth = Section.depth(inputPages);
    }

    /// @inheritdoc IInbox
    function post(bytes32 previous, bytes calldata body) external override returns (uint64 number) {
        // Asking for the origin is no authorisation here: it makes sure that the body is found in a transaction's own calldata.
        // solhint-disable-next-line avoid-tx-origin
        if (msg.sender != sequencer || tx.origin != msg.sender || msg.sender.code.length != 0) {
            revert NotSequencer(msg.sender);
        }
        bytes32 current = accumulator[count];
        if (previous != current) revert WrongPrevious(previous, current);
        if (body.length > maxBody) revert BodyTooLong(body.length, maxBody);
        Duration raised = level() + worstSeconds;
        if (capacity < raised) revert TooMuchWork(Duration.unwrap(raised), Duration.unwrap(capacity));

        number = count + 1;
        (count, _level, _measuredAt) = (number, raised, currentTime());
        bytes32 inputRoot = Merkle.root(_leaves(number, body), _depth, Merkle.zeroRoots());
        // Cannot wrap: the program's code needs a page, so the input section is smaller than 2^32 bytes.
        uint32 inputLength = uint32(HEADER_BYTES + body.length);
        bytes32 next = Ids.nextAccumulator(previous, inputRoot, inputLength);
        accumulator[number] = next;
        emit Posted(number, next, inputRoot, inputLength, block.timestamp);
    }

    /// @inheritdoc IInbox
    function level() public view override returns (Duration) {
        Duration drained = currentTime().since(_measuredAt);
        return drained < _level ? _level - drained : Duration.wrap(0);
    }

    /// @dev The header, then the body, padded with zero to whole leaves.
    function _leaves(uint64 number, bytes calldata body) private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](HEADER_LEAVES + (body.length + 31) / 32);
        leaves[0] = _littleEndian(POSTED_BY_SEQUENCER);
        leaves[1] = _littleEndian(block.chainid);
        leaves[2] = _littleEndian(uint160(rollup));
        leaves[3] = _littleEndian(number);
        leaves[4] = _littleEndian(block.timestamp);
        leaves[5] = _littleEndian(body.length);
        // Behind the array's length word and the header; the array has room for the body rounded up.
        assembly ("memory-safe") {
            calldatacopy(add(leaves, add(32, HEADER_BYTES)), body.offset, body.length)
        }
    }

    /// @dev The bytes of a word in reverse: neighbours are swapped, bytes first, then ever larger halves.
    function _littleEndian(uint256 word) private pure returns (bytes32) {
        uint256 low = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
        word = ((word >> 8) & low) | ((word & low) << 8);
        low = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
        word = ((word >> 16) & low) | ((word & low) << 16);
        low = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
        word = ((word >> 32) & low) | ((word & low) << 32);
        low = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
        word = ((word >> 64) & low) | ((word & low) << 64);
        return bytes32((word >> 128) | (word << 128));
    }
}
