// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Duration} from "../types/Time.sol";

/// @title The order of batches
/// @notice Takes batches from one sequencer and fixes their order by a chain of hashes; docs/settlement.md, Inbox. A batch's
/// bytes are in the calldata of the transaction that posted it; what is kept is one word.
interface IInbox {
    /// @notice Batch `number` is posted; its body is in this transaction's calldata.
    /// @param accumulator hash chain over the inputs up to and including this one
    /// @param inputRoot Merkle root of the input section
    /// @param inputLength bytes of header and body
    /// @param timestamp L1 time in the header, seconds
    event Posted(uint64 indexed number, bytes32 accumulator, bytes32 inputRoot, uint32 inputLength, uint256 timestamp);

    /// @notice Only the sequencer posts, from an account without code, and directly, so that the body is the transaction's calldata.
    error NotSequencer(address caller);
    /// @notice The batch was meant to follow another one.
    error WrongPrevious(bytes32 given, bytes32 current);
    /// @notice The body does not fit in the input section.
    error BodyTooLong(uint256 length, uint256 maxLength);
    /// @notice Re-executors could not keep up: this much reference time is posted already and not yet drained.
    error TooMuchWork(uint256 level, uint256 capacity);

    /// @notice Posts the next batch.
    /// @param previous accumulator of the batch that this one follows; zero for the first
    function post(bytes32 previous, bytes calldata body) external returns (uint64 number);

    /// @notice Accumulator after batch `number`; zero for 0 and for batches not yet posted.
    function accumulator(uint64 number) external view returns (bytes32);

    /// @notice Number of the last batch; the first is 1.
    function count() external view returns (uint64);

    /// @notice Reference time of the posted work that is not yet drained, in seconds.
    function level() external view returns (Duration);

    /// @notice The highest level, in seconds: a quarter of the window.
    function capacity() external view returns (Duration);

    /// @notice What each batch adds to the level, in seconds.
    function worstSeconds() external view returns (Duration);

    /// @notice The longest body, in bytes.
    function maxBody() external view returns (uint256);

    /// @notice The one account that may post.
    function sequencer() external view returns (address);

    /// @notice The rollup whose batches these are; it stands in every header.
    function rollup() external view returns (address);
}
