// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Duration, Timestamp} from "../types/Time.sol";

/// @notice What a batch's header says beside chain, rollup and length; docs/settlement.md, Inbox.
/// @param kind 1 posted by the sequencer, 2 made of the queue's items
/// @param timestamp L1 time, in seconds: the block's, or one that the poster gave (docs/settlement.md, Commitments)
/// @param first number of the first item; zero if posted
/// @param count of items; zero if posted
struct Header {
    uint8 kind;
    uint64 timestamp;
    uint32 first;
    uint32 count;
}

/// @title The order of batches
/// @notice Takes batches from one sequencer, and from anyone those made of the bridge's queue, and fixes their order by a chain of
/// hashes; docs/settlement.md, Inbox. What is kept of a batch is one word, and one more for each commitment to its words.
interface IInbox {
    /// @notice Batch `number` is posted. Its body is in this transaction's calldata, or made of the queue (`Consumed`).
    /// @param accumulator hash chain over the inputs up to and including this one
    /// @param inputRoot Merkle root of the input section
    /// @param inputLength bytes of header and body
    /// @param timestamp L1 time in the header, seconds
    event Posted(uint64 indexed number, bytes32 accumulator, bytes32 inputRoot, uint32 inputLength, uint256 timestamp);
    /// @notice Batch `number`, posted just before, is made of `count` items of the queue from `first` on.
    event Consumed(uint64 indexed number, uint32 first, uint32 count);
    /// @notice The words of batch `number`, with commitment `c`, have the value `y` at the point that follows from them.
    event Committed(uint64 indexed number, uint256 indexed c, uint256 y);

    /// @notice Only the sequencer posts, from an account without code, and directly, so that the body is the transaction's calldata.
    error NotSequencer(address caller);
    /// @notice The batch was meant to follow another one.
    error WrongPrevious(bytes32 given, bytes32 current);
    /// @notice The body does not fit in the input section.
    error BodyTooLong(uint256 length, uint256 maxLength);
    /// @notice Re-executors could not keep up: this much reference time is posted already and not yet drained.
    error TooMuchWork(uint256 level, uint256 capacity);
    /// @notice The chain's id does not fit in the 64 bits that signatures of the ledger have for it.
    error ChainIdTooLong(uint256 chainId);
    /// @notice A header's time lies in the future of its block.
    error TimestampAhead(Timestamp given, Timestamp now_);
    /// @notice A header's time is before that of the batch before.
    error TimestampBehind(Timestamp given, Timestamp last);
    /// @notice A header's time is more than an hour before its block.
    error TimestampTooOld(Timestamp given, Timestamp now_);
    /// @notice A commitment is an element of the field, and not zero.
    error BadCommitment(uint256 c);
    /// @notice Batch `number` is not made of this header and body.
    error OtherBatch(uint64 number, bytes32 given);
    /// @notice Nobody has presented the bytes of batch `number` for this commitment.
    error NotCommitted(uint64 number, uint256 c);

    /// @notice Posts the next batch. Its header has the time of the block.
    /// @param previous accumulator of the batch that this one follows; zero for the first
    function post(bytes32 previous, bytes calldata body) external returns (uint64 number);

    /// @notice Posts the next batch and commits to its words, so that it can be proven. The words hold the header's time, so the
    /// poster chooses it and c fits in whatever block the transaction lands.
    /// @param timestamp of the header: not after the block, at most an hour before it, and not before the last batch's
    /// @param c Poseidon commitment to the words (docs/ledger.md); a wrong one only makes its own proof impossible
    function postCommitted(
        bytes32 previous,
        Timestamp timestamp,
        bytes calldata body,
        uint256 c
    ) external returns (uint64 number);

    /// @notice Posts the next items of the queue as a batch, and earns their fees. Anyone may call.
    /// @param timestamp as for postCommitted
    /// @param records the items, 78 bytes each, as in docs/ledger.md
    /// @param c as for postCommitted, or zero for none
    function postQueue(
        bytes32 previous,
        Timestamp timestamp,
        bytes calldata records,
        uint256 c
    ) external returns (uint64 number);

    /// @notice Commits to the words of a posted batch anew, by presenting its bytes again. Anyone may call.
    function commit(uint64 number, Header calldata header, bytes calldata body, uint256 c) external;

    /// @notice Accumulator after batch `number`; zero for 0 and for batches not yet posted.
    function accumulator(uint64 number) external view returns (bytes32);

    /// @notice Value of the words of batch `number` at the point that follows from `c`; reverts if nobody committed so.
    function evaluation(uint64 number, uint256 c) external view returns (uint256 y);

    /// @notice Number of the last batch; the first is 1.
    function count() external view returns (uint64);

    /// @notice Reference time of the posted work that is not yet drained, in seconds.
    function level() external view returns (Duration);

    /// @notice The part of the level that batches of the queue have raised and that their share has not drained, in seconds.
    function queueLevel() external view returns (Duration);

    /// @notice The highest level, in seconds: a quarter of the window.
    function capacity() external view returns (Duration);

    /// @notice The part of the capacity that is kept for batches of the queue, in seconds; zero without a bridge.
    function queueShare() external view returns (Duration);

    /// @notice What each batch adds to the level, in seconds.
    function worstSeconds() external view returns (Duration);

    /// @notice The longest body, in bytes.
    function maxBody() external view returns (uint256);

    /// @notice The one account that may post.
    function sequencer() external view returns (address);

    /// @notice The rollup whose batches these are; it stands in every header.
    function rollup() external view returns (address);
}
