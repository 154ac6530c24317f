pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/poseidon.circom";
include "tree.circom";

// Opens a state root. Asserts at most 2^20 accounts, and counters that are the only ones in it. == src/ledger/state.ts
template OpenState() {
    signal input subtrees[16];
    signal input accounts;
    signal input messages;
    signal output stateRoot;

    signal bits[21] <== Bits(21)(accounts);
    var low = 0;
    for (var i = 0; i < 20; i++) low += bits[i];
    bits[20] * low === 0;
    signal messageBits[64] <== Bits(64)(messages);
    stateRoot <== StateRoot()(subtrees, accounts, messages);
}

template StateRoot() {
    signal input subtrees[16];
    signal input accounts;
    signal input messages;
    signal output out;

    signal root <== TopOfTree()(subtrees);
    out <== Poseidon(2)([root, accounts + messages * (1 << 32)]);
}
