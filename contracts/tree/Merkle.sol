// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Merkle trees of fixed depth, padded with zero
/// @notice A leaf is 32 bytes and is not hashed; node = keccak256(left | right). Depths are fixed by the caller, so a leaf
/// cannot pass for a node. Mirrors src/tree/merkle.ts.
library Merkle {
    /// @notice A zero bit was set for a level that the tree does not have.
    error ZeroBitsBeyondDepth(uint32 zeros, uint256 depth);
    /// @notice A sibling was spelled out although it is the root of the zero subtree: it must be a zero bit.
    error ZeroSiblingGiven();
    /// @notice The siblings end before the path does.
    error SiblingsMissing();
    /// @notice More leaves than a tree of this depth has.
    error TooManyLeaves(uint256 count, uint256 depth);

    /// @notice Greatest depth of a tree here: a section of 2^24 - 1 pages has 31 levels.
    uint256 internal constant MAX_DEPTH = 31;

    /// @dev zero_0 = 0, zero_{i+1} = keccak256(zero_i | zero_i), i = 0 to 31. Written out because hashing them anew would
    /// cost a step several times what copying them from code does.
    bytes private constant ZERO_ROOTS =
        hex"0000000000000000000000000000000000000000000000000000000000000000"
        hex"ad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5"
        hex"b4c11951957c6f8f642c4af61cd6b24640fec6dc7fc607ee8206a99e92410d30"
        hex"21ddb9a356815c3fac1026b6dec5df3124afbadb485c9ba5a3e3398a04b7ba85"
        hex"e58769b32a1beaf1ea27375a44095a0d1fb664ce2dd358e7fcbfb78c26a19344"
        hex"0eb01ebfc9ed27500cd4dfc979272d1f0913cc9f66540d7e8005811109e1cf2d"
        hex"887c22bd8750d34016ac3c66b5ff102dacdd73f6b014e710b51e8022af9a1968"
        hex"ffd70157e48063fc33c97a050f7f640233bf646cc98d9524c6b92bcf3ab56f83"
        hex"9867cc5f7f196b93bae1e27e6320742445d290f2263827498b54fec539f756af"
        hex"cefad4e508c098b9a7e1d8feb19955fb02ba9675585078710969d3440f5054e0"
        hex"f9dc3e7fe016e050eff260334f18a5d4fe391d82092319f5964f2e2eb7c1c3a5"
        hex"f8b13a49e282f609c317a833fb8d976d11517c571d1221a265d25af778ecf892"
        hex"3490c6ceeb450aecdc82e28293031d10c7d73bf85e57bf041a97360aa2c5d99c"
        hex"c1df82d9c4b87413eae2ef048f94b4d3554cea73d92b0f7af96e0271c691e2bb"
        hex"5c67add7c6caf302256adedf7ab114da0acfe870d449a3a489f781d659e8becc"
        hex"da7bce9f4e8618b6bd2f4132ce798cdc7a60e7e1460a7299e3c6342a579626d2"
        hex"2733e50f526ec2fa19a22b31e8ed50f23cd1fdf94c9154ed3a7609a2f1ff981f"
        hex"e1d3b5c807b281e4683cc6d6315cf95b9ade8641defcb32372f1c126e398ef7a"
        hex"5a2dce0a8a7f68bb74560f8f71837c2c2ebbcbf7fffb42ae1896f13f7c7479a0"
        hex"b46a28b6f55540f89444f63de0378e3d121be09e06cc9ded1c20e65876d36aa0"
        hex"c65e9645644786b620e2dd2ad648ddfcbf4a7e5b1a3a4ecfe7f64667a3f0b7e2"
        hex"f4418588ed35a2458cffeb39b93d26f18d2ab13bdce6aee58e7b99359ec2dfd9"
        hex"5a9c16dc00d6ef18b7933a6f8dc65ccb55667138776f7dea101070dc8796e377"
        hex"4df84f40ae0c8229d0d6069e5c8f39a7c299677a09d367fc7b05e3bc380ee652"
        hex"cdc72595f74c7b1043d0e1ffbab734648c838dfb0527d971b602bc216c9619ef"
        hex"0abf5ac974a1ed57f4050aa510dd9c74f508277b39d7973bb2dfccc5eeb0618d"
        hex"b8cd74046ff337f0a7bf2c8e03e10f642c1886798d71806ab1e888d9e5ee87d0"
        hex"838c5655cb21c6cb83313b5a631175dff4963772cce9108188b34ac87c81c41e"
        hex"662ee4dd2dd7b2bc707961b1e646c4047669dcb6584f0d8d770daf5d7e7deb2e"
        hex"388ab20e2573d171a88108e79d820e98f26c0b84aa8b2f4aa4968dbb818ea322"
        hex"93237c50ba75ee485f4c22adf2f741400bdf8d6a9cc7df7ecae576221665d735"
        hex"8448818bb4ae4562849e949e17ac16e0be16688e156b5cf15e098c627c0056a9";

    /// @notice The 32 roots zero_0 to zero_31, 32 bytes each, in memory for the functions below.
    function zeroRoots() internal pure returns (bytes memory) {
        return ZERO_ROOTS;
    }

    /// @notice The root above `leaf` at `index`, by the siblings from the leaf up.
    /// @param index position of the leaf; its bits from `depth` up do not count
    /// @param zeros bit i set: the sibling at level i is zero_i and is left out of `siblings`
    /// @param siblings begins with the others, 32 bytes each
    /// @param zeroTable from zeroRoots
    /// @return root_ the root
    /// @return used how many bytes of `siblings` it took
    function climb(
        bytes32 leaf,
        uint32 index,
        uint256 depth,
        uint32 zeros,
        bytes calldata siblings,
        bytes memory zeroTable
    ) internal pure returns (bytes32 root_, uint256 used) {
        uint256 bits = pathBits(index, depth, zeros);
        uint256 zeroSiblings;
        // Half of a step's gas is spent in this loop. Writes only the 64 bytes of scratch space, where the node lies on the
        // side it belongs to; reads zeroTable below 32 * (MAX_DEPTH + 1). Where it reads calldata behind `siblings`, the
        // result is thrown away.
        assembly ("memory-safe") {
            let sibling := siblings.offset
            let zero := add(zeroTable, 32)
            mstore(shl(5, and(bits, 1)), leaf)
            for {} iszero(lt(bits, 0x20000000000000000)) {
                zero := add(zero, 32)
            } {
                let other := calldataload(sibling)
                sibling := add(sibling, 32)
                if and(bits, 0x100000000) {
                    other := mload(zero)
                    sibling := sub(sibling, 32)
                }
                zeroSiblings := add(zeroSiblings, eq(other, mload(zero)))
                mstore(shl(5, iszero(and(bits, 1))), other)
                bits := shr(1, bits)
                mstore(shl(5, and(bits, 1)), keccak256(0, 64))
            }
            root_ := mload(shl(5, and(bits, 1)))
            used := sub(sibling, siblings.offset)
        }
        checkCanonical(depth, siblings, used, zeroSiblings);
    }

    /// @notice The root above `leaf`, and the root once `newLeaf` is in its place. Parameters as for `climb`.
    /// @return root_ the root with `leaf`
    /// @return newRoot the root with `newLeaf`
    /// @return used how many bytes of `siblings` it took
    function exchange(
        bytes32 leaf,
        bytes32 newLeaf,
        uint32 index,
        uint256 depth,
        uint32 zeros,
        bytes calldata siblings,
        bytes memory zeroTable
    ) internal pure returns (bytes32 root_, bytes32 newRoot, uint256 used) {
        uint256 bits = pathBits(index, depth, zeros);
        uint256 zeroSiblings;
        // As in `climb`, but for two pairs of nodes, each with the sibling: in scratch space, and in 64 bytes of free memory,
        // which are not claimed.
        assembly ("memory-safe") {
            let sibling := siblings.offset
            let zero := add(zeroTable, 32)
            let pair := mload(0x40)
            mstore(shl(5, and(bits, 1)), leaf)
            mstore(add(pair, shl(5, and(bits, 1))), newLeaf)
            for {} iszero(lt(bits, 0x20000000000000000)) {
                zero := add(zero, 32)
            } {
                let other := calldataload(sibling)
                sibling := add(sibling, 32)
                if and(bits, 0x100000000) {
                    other := mload(zero)
                    sibling := sub(sibling, 32)
                }
                zeroSiblings := add(zeroSiblings, eq(other, mload(zero)))
                let side := shl(5, iszero(and(bits, 1)))
                mstore(side, other)
                mstore(add(pair, side), other)
                bits := shr(1, bits)
                side := shl(5, and(bits, 1))
                mstore(side, keccak256(0, 64))
                mstore(add(pair, side), keccak256(pair, 64))
            }
            root_ := mload(shl(5, and(bits, 1)))
            newRoot := mload(add(pair, shl(5, and(bits, 1))))
            used := sub(sibling, siblings.offset)
        }
        checkCanonical(depth, siblings, used, zeroSiblings);
    }

    /// @notice The root at `depth` over `leaves`, padded with zero leaves.
    /// @param zeroTable from zeroRoots
    function root(
        bytes32[] memory leaves,
        uint256 depth,
        bytes memory zeroTable
    ) internal pure returns (bytes32 root_) {
        uint256 count = leaves.length;
        if (depth > MAX_DEPTH || count > 1 << depth) revert TooManyLeaves(count, depth);
        // Works in free memory, which it does not claim: a copy of the leaves, padded to an even number at each level and
        // halved in place, since a node is never written above what it is the hash of.
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            let size := shl(5, count)
            mcopy(buffer, add(leaves, 32), size)
            let zero := add(zeroTable, 32)
            for {
                let top := add(zero, shl(5, depth))
            } lt(zero, top) {
                zero := add(zero, 32)
            } {
                let end := add(buffer, size)
                mstore(end, mload(zero))
                size := 0
                for {
                    let pair := buffer
                } lt(pair, end) {
                    pair := add(pair, 64)
                } {
                    mstore(add(buffer, size), keccak256(pair, 64))
                    size := add(size, 32)
                }
            }
            root_ := mload(buffer)
            if iszero(size) {
                root_ := mload(zero)
            }
        }
    }

    /// @dev One word to shift at each level: the index in its low half, the zero bits above it, and over both a mark that has
    /// come down to bit 64 when `depth` levels are done. What falls from one part into the one below stays above the lowest
    /// bit, which is all that is looked at there.
    function pathBits(uint32 index, uint256 depth, uint32 zeros) private pure returns (uint256) {
        if (depth > MAX_DEPTH || zeros >> depth != 0) revert ZeroBitsBeyondDepth(zeros, depth);
        return (1 << (64 + depth)) | (uint256(zeros) << 32) | index;
    }

    /// @dev `zeroSiblings` counts the levels whose sibling was zero_i, spelled out or not: those without one make up the rest
    /// of `depth` just if none was spelled out.
    function checkCanonical(uint256 depth, bytes calldata siblings, uint256 used, uint256 zeroSiblings) private pure {
        if (used > siblings.length) revert SiblingsMissing();
        unchecked {
            if (used + 32 * zeroSiblings != 32 * depth) revert ZeroSiblingGiven();
        }
    }
}
