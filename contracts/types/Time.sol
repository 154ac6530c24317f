// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev A moment of L1 time, in seconds since 1970: `block.timestamp`.
type Timestamp is uint40;

/// @dev A span of L1 time, in seconds.
type Duration is uint32;

using {before as <, plus, since} for Timestamp global;
using {shorter as <, sum as +, difference as -, times} for Duration global;

/// @dev The timestamp of the current block.
function currentTime() view returns (Timestamp) {
    return Timestamp.wrap(uint40(block.timestamp));
}

function before(Timestamp a, Timestamp b) pure returns (bool) {
    return Timestamp.unwrap(a) < Timestamp.unwrap(b);
}

function plus(Timestamp start, Duration span) pure returns (Timestamp) {
    return Timestamp.wrap(Timestamp.unwrap(start) + Duration.unwrap(span));
}

/// @dev From `start` to `end`, which is not before it. Spans above 2^32 - 1 s (136 years) are cut to that.
function since(Timestamp end, Timestamp start) pure returns (Duration) {
    uint40 span = Timestamp.unwrap(end) - Timestamp.unwrap(start);
    return Duration.wrap(span > type(uint32).max ? type(uint32).max : uint32(span));
}

function shorter(Duration a, Duration b) pure returns (bool) {
    return Duration.unwrap(a) < Duration.unwrap(b);
}

function sum(Duration a, Duration b) pure returns (Duration) {
    return Duration.wrap(Duration.unwrap(a) + Duration.unwrap(b));
}

function difference(Duration a, Duration b) pure returns (Duration) {
    return Duration.wrap(Duration.unwrap(a) - Duration.unwrap(b));
}

function times(Duration a, uint32 factor) pure returns (Duration) {
    return Duration.wrap(Duration.unwrap(a) * factor);
}
