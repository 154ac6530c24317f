// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Field} from "../machine/Field.sol";
import {IPoseidonT3, IPoseidonT5} from "../machine/Poseidon.sol";

/// @notice What the ledger tells L1 to pay.
/// @param sequence counts all messages of all batches
/// @param exitAddress who is paid
/// @param amount wei
/// @param from the account that it came from, or 0xFFFFFFFE for a deposit that could not be made
struct Message {
    uint64 sequence;
    address exitAddress;
    uint128 amount;
    uint32 from;
}

/// @notice Where a message stands under an output.
/// @param stateRoot the other half of the output
/// @param index place of the message in its batch's tree
/// @param siblings at each level, from the leaf up, the three other nodes in their order
struct MessageProof {
    uint256 stateRoot;
    uint16 index;
    uint256[3][6] siblings;
}

/// @title The messages under an output
/// @notice docs/ledger.md, State: a tree of arity 4 and depth 6, and output = P2(stateRoot, messagesRoot).
library Messages {
    uint256 private constant DEPTH = 6;

    /// @notice No tree of messages has a leaf there.
    error IndexBeyondTree(uint16 index);

    /// @notice The output, as the guest's leaf, under which `message` stands there.
    /// @dev A sibling that is not below the field stands for its remainder: another spelling of one proof, which proves the same.
    function output(
        IPoseidonT3 t3,
        IPoseidonT5 t5,
        Message calldata message,
        MessageProof calldata proof
    ) internal pure returns (bytes32) {
        if (proof.index >> (2 * DEPTH) != 0) revert IndexBeyondTree(proof.index);
        uint256 node = t5.hash([uint256(message.sequence), uint160(message.exitAddress), message.amount, message.from]);
        for (uint256 level = 0; level < DEPTH; level++) {
            uint256 place = (proof.index >> (2 * level)) & 3;
            uint256[3] calldata others = proof.siblings[level];
            uint256[4] memory children;
            for (uint256 i = 0; i < 4; i++) {
                children[i] = i == place ? node : others[i < place ? i : i - 1];
            }
            node = t5.hash(children);
        }
        return Field.toLittleEndian(t3.hash([proof.stateRoot, node]));
    }
}
