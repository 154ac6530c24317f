// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Field} from "../machine/Field.sol";
import {Isa} from "../machine/Isa.sol";
import {Section} from "../machine/Section.sol";
import {Merkle} from "../tree/Merkle.sol";
import {currentTime, Duration, Timestamp} from "../types/Time.sol";
import {Bridge} from "./Bridge.sol";
import {Commitment} from "./Commitment.sol";
import {Header, IInbox} from "./IInbox.sol";
import {Ids} from "./Ids.sol";
import {BridgeTerms, IRollup} from "./IRollup.sol";

/// @title The order of batches
/// @dev Created by its rollup, so that each knows the other from the first block on.
contract Inbox is IInbox, Bridge {
    uint256 private constant HEADER_BYTES = 256;
    /// @dev Kinds of batch: the body is the sequencer's bytes, or made of the queue's items.
    uint8 private constant POSTED_BY_SEQUENCER = 1;
    uint8 private constant MADE_OF_QUEUE = 2;
    /// @dev The queue has one part in so many of the capacity, and of the rate at which it drains.
    uint32 private constant QUEUE_PARTS = 4;
    /// @dev A header's time may be so much older than its block: as long as a transaction may wait for one.
    Duration private constant MAX_AGE = Duration.wrap(1 hours);

    /// @inheritdoc IInbox
    address public immutable override sequencer;
    /// @inheritdoc IInbox
    address public immutable override rollup;
    /// @inheritdoc IInbox
    Duration public immutable override worstSeconds;
    /// @inheritdoc IInbox
    Duration public immutable override capacity;
    /// @inheritdoc IInbox
    Duration public immutable override queueShare;
    /// @inheritdoc IInbox
    uint256 public immutable override maxBody;
    uint256 private immutable _depth;

    /// @inheritdoc IInbox
    mapping(uint64 number => bytes32) public override accumulator;
    /// @dev One more than y, so that zero means that nobody committed so.
    mapping(uint64 number => mapping(uint256 c => uint256)) private _evaluations;
    /// @inheritdoc IInbox
    uint64 public override count;
    /// @dev Of the last batch's header.
    Timestamp private _lastTimestamp;
    Duration private _level;
    Timestamp private _measuredAt;
    Duration private _queueLevel;
    Timestamp private _queueMeasuredAt;

    /// @param bridge_ zeroes when there is none
    constructor(
        address sequencer_,
        uint24 inputPages,
        Duration worstSeconds_,
        Duration capacity_,
        BridgeTerms memory bridge_
    ) Bridge(bridge_) {
        if (block.chainid > type(uint64).max) revert ChainIdTooLong(block.chainid);
        sequencer = sequencer_;
        rollup = msg.sender;
        worstSeconds = worstSeconds_;
        capacity = capacity_;
        queueShare = Duration.wrap(_hasBridge() ? Duration.unwrap(capacity_) / QUEUE_PARTS : 0);
        maxBody = uint256(inputPages) * Isa.PAGE_BYTES - HEADER_BYTES;
        _depth = Section.depth(inputPages);
    }

    // ---------------------------------------------------------------- posting

    /// @inheritdoc IInbox
    function post(bytes32 previous, bytes calldata body) external override returns (uint64 number) {
        _requireSequencer();
        number = _next(previous);
        _meterPosted();
        _append(previous, number, _header(POSTED_BY_SEQUENCER, currentTime(), 0, 0), 0, body, 0);
    }

    /// @inheritdoc IInbox
    function postCommitted(
        bytes32 previous,
        Timestamp timestamp,
        bytes calldata body,
        uint256 c
    ) external override returns (uint64 number) {
        _requireSequencer();
        _requireCommitment(c);
        number = _next(previous);
        _requireTimely(timestamp);
        _meterPosted();
        _append(previous, number, _header(POSTED_BY_SEQUENCER, timestamp, 0, 0), 0, body, c);
    }

    /// @inheritdoc IInbox
    function postQueue(
        bytes32 previous,
        Timestamp timestamp,
        bytes calldata records,
        uint256 c
    ) external override returns (uint64 number) {
        if (!_hasBridge()) revert NoBridge();
        if (c != 0) _requireCommitment(c);
        number = _next(previous);
        _requireTimely(timestamp);
        _meterQueue();
        (uint32 first, uint32 items_) = _consume(records);
        Header memory header = _header(MADE_OF_QUEUE, timestamp, first, items_);
        _append(previous, number, header, Commitment.PREFIX_BYTES, records, c);
        emit Consumed(number, first, items_);
    }

    /// @inheritdoc IInbox
    function commit(uint64 number, Header calldata header, bytes calldata body, uint256 c) external override {
        _requireCommitment(c);
        if (body.length > maxBody) revert BodyTooLong(body.length, maxBody);
        uint256[8] memory numbers = _numbers(number, header, body.length);
        bytes32[] memory leaves = _leaves(numbers, 0, body);
        bytes32 inputRoot = _root(leaves);
        uint32 inputLength = uint32(HEADER_BYTES + body.length);
        bytes32 given = Ids.nextAccumulator(accumulator[number == 0 ? 0 : number - 1], inputRoot, inputLength);
        if (given != accumulator[number]) revert OtherBatch(number, given);
        _commit(number, numbers, leaves, inputRoot, c);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IInbox
    function evaluation(uint64 number, uint256 c) external view override returns (uint256 y) {
        uint256 kept = _evaluations[number][c];
        if (kept == 0) revert NotCommitted(number, c);
        return kept - 1;
    }

    /// @inheritdoc IInbox
    function level() public view override returns (Duration) {
        return _drained(_level, currentTime().since(_measuredAt));
    }

    /// @inheritdoc IInbox
    function queueLevel() public view override returns (Duration) {
        uint32 elapsed = Duration.unwrap(currentTime().since(_queueMeasuredAt));
        return _drained(_queueLevel, Duration.wrap(elapsed / QUEUE_PARTS));
    }

    // ---------------------------------------------------------------- parts of the above

    function _requireSequencer() private view {
        // Asking for the origin is no authorisation here: it makes sure that the body is found in a transaction's own calldata.
        // solhint-disable-next-line avoid-tx-origin
        if (msg.sender != sequencer || tx.origin != msg.sender || msg.sender.code.length != 0) {
            revert NotSequencer(msg.sender);
        }
    }

    function _requireCommitment(uint256 c) private pure {
        if (c == 0 || c >= Field.FIELD) revert BadCommitment(c);
    }

    /// @dev The number of the batch that follows `previous`.
    function _next(bytes32 previous) private view returns (uint64) {
        bytes32 current = accumulator[count];
        if (previous != current) revert WrongPrevious(previous, current);
        return count + 1;
    }

    /// @dev Headers tell time in order and about as L1 does, whoever says it.
    function _requireTimely(Timestamp timestamp) private view {
        Timestamp now_ = currentTime();
        if (now_ < timestamp) revert TimestampAhead(timestamp, now_);
        if (timestamp < _lastTimestamp) revert TimestampBehind(timestamp, _lastTimestamp);
        if (MAX_AGE < now_.since(timestamp)) revert TimestampTooOld(timestamp, now_);
    }

    /// @dev Leaves the queue's share free: a batch of the sequencer never keeps out one of the queue.
    function _meterPosted() private {
        (Duration raised, Duration most) = (level() + worstSeconds, capacity - queueShare);
        if (most < raised) revert TooMuchWork(Duration.unwrap(raised), Duration.unwrap(most));
        (_level, _measuredAt) = (raised, currentTime());
    }

    /// @dev The queue's share has a level of its own, which drains at the queue's part of the rate: what it adds to the whole is
    /// never above the share, so the whole never is above the capacity, and the sequencer's part of the rate stays its own.
    function _meterQueue() private {
        Duration raised = queueLevel() + worstSeconds;
        if (queueShare < raised) revert TooMuchWork(Duration.unwrap(raised), Duration.unwrap(queueShare));
        (_queueLevel, _queueMeasuredAt) = (raised, currentTime());
        (_level, _measuredAt) = (level() + worstSeconds, currentTime());
    }

    /// @param prefix zero bytes of the body before `tail`
    function _append(
        bytes32 previous,
        uint64 number,
        Header memory header,
        uint256 prefix,
        bytes calldata tail,
        uint256 c
    ) private {
        uint256 length = prefix + tail.length;
        if (length > maxBody) revert BodyTooLong(length, maxBody);
        (count, _lastTimestamp) = (number, Timestamp.wrap(uint40(header.timestamp)));
        uint256[8] memory numbers = _numbers(number, header, length);
        bytes32[] memory leaves = _leaves(numbers, prefix, tail);
        bytes32 inputRoot = _root(leaves);
        // Cannot wrap: the program's code needs a page, so the input section is smaller than 2^32 bytes.
        uint32 inputLength = uint32(HEADER_BYTES + length);
        bytes32 next = Ids.nextAccumulator(previous, inputRoot, inputLength);
        accumulator[number] = next;
        emit Posted(number, next, inputRoot, inputLength, header.timestamp);
        if (c != 0) _commit(number, numbers, leaves, inputRoot, c);
    }

    function _commit(
        uint64 number,
        uint256[8] memory numbers,
        bytes32[] memory leaves,
        bytes32 inputRoot,
        uint256 c
    ) private {
        uint256 length = numbers[5];
        uint256 body;
        assembly ("memory-safe") {
            body := add(leaves, add(32, HEADER_BYTES))
        }
        uint256 z = Commitment.point(inputRoot, uint32(HEADER_BYTES + length), c);
        uint256 y = Commitment.evaluate(numbers, body, Commitment.wordBytes(length), z);
        _evaluations[number][c] = y + 1;
        emit Committed(number, c, y);
    }

    function _header(
        uint8 kind,
        Timestamp timestamp,
        uint32 first,
        uint32 items_
    ) private pure returns (Header memory) {
        return Header(kind, Timestamp.unwrap(timestamp), first, items_);
    }

    /// @dev The header as numbers, in the order of its leaves.
    function _numbers(
        uint64 number,
        Header memory header,
        uint256 bodyLength
    ) private view returns (uint256[8] memory) {
        return
            [
                uint256(header.kind),
                block.chainid,
                uint160(rollup),
                number,
                header.timestamp,
                bodyLength,
                header.first,
                header.count
            ];
    }

    /// @dev The header, then the body: `prefix` zero bytes and `tail`, padded with zero to whole leaves. Behind the leaves lie as
    /// many zero bytes more as the words of the body may reach beyond it: less than a record, and six that are read with the last.
    function _leaves(
        uint256[8] memory numbers,
        uint256 prefix,
        bytes calldata tail
    ) private pure returns (bytes32[] memory leaves) {
        uint256 length = HEADER_BYTES + prefix + tail.length;
        leaves = new bytes32[]((length + Commitment.RECORD_BYTES + Commitment.PREFIX_BYTES + 63) / 32);
        for (uint256 i = 0; i < 8; i++) leaves[i] = Field.toLittleEndian(numbers[i]);
        // Behind the array's length word, the header and the prefix; the array has room for more than the body. It then counts no
        // more than whole leaves.
        assembly ("memory-safe") {
            calldatacopy(add(leaves, add(32, add(HEADER_BYTES, prefix))), tail.offset, tail.length)
            mstore(leaves, div(add(length, 31), 32))
        }
    }

    function _root(bytes32[] memory leaves) private view returns (bytes32) {
        return Merkle.root(leaves, _depth, Merkle.zeroRoots());
    }

    function _drained(Duration raised, Duration by) private pure returns (Duration) {
        return by < raised ? raised - by : Duration.wrap(0);
    }

    /// @inheritdoc Bridge
    function _rollup() internal view override returns (IRollup) {
        return IRollup(rollup);
    }
}
