// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPoseidonT5} from "../machine/Poseidon.sol";

/// @notice One leaf of a tree changes; a leaf of 0 is an empty place.
/// @param siblings at each level, from the leaf up, the three other nodes in their order
struct LeafUpdate {
    uint256 index;
    uint256 before;
    uint256 afterwards;
    uint256[3][] siblings;
}

/// @title The ledger's Poseidon tree as a contract would check its updates
/// @notice docs/ledger.md, State: arity 4. No contract that ships needs this: guest and circuit update the tree, and contracts see
/// single leaves. It is here so that tests can hold TypeScript and circuit to a third implementation.
contract LedgerTree {
    IPoseidonT5 private immutable T5;

    error IndexBeyondTree(uint256 index);
    error NotUnderRoot(uint256 update, uint256 root);

    constructor(IPoseidonT5 t5) {
        T5 = t5;
    }

    /// @notice The roots after each of the updates, carried out one after the other from `root` on.
    function update(uint256 root, LeafUpdate[] calldata updates) external view returns (uint256[] memory roots) {
        roots = new uint256[](updates.length);
        for (uint256 i = 0; i < updates.length; i++) {
            LeafUpdate calldata one = updates[i];
            if (climb(one.before, one.index, one.siblings) != root) revert NotUnderRoot(i, root);
            root = climb(one.afterwards, one.index, one.siblings);
            roots[i] = root;
        }
    }

    /// @notice The root above a leaf.
    function climb(uint256 leaf, uint256 index, uint256[3][] calldata siblings) public view returns (uint256 node) {
        if (index >> (2 * siblings.length) != 0) revert IndexBeyondTree(index);
        node = leaf;
        for (uint256 level = 0; level < siblings.length; level++) {
            uint256 place = (index >> (2 * level)) & 3;
            uint256[4] memory children;
            for (uint256 i = 0; i < 4; i++) {
                children[i] = i == place ? node : siblings[level][i < place ? i : i - 1];
            }
            node = T5.hash(children);
        }
    }
}
