pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/poseidon.circom";
include "segment.circom";

// Takes a triple of words into the commitment c and the polynomial's value y, or leaves both as they are.
// == src/ledger/commitment.ts
//
// | signal      | width | |
// |-------------|-------|---|
// | active      | bit   | |
// | z           | field | where the polynomial is evaluated |
// | c, y        | field | so far |
// | words[3]    | field | |
// | cOut, yOut  | field | |
template Bind() {
    signal input active;
    signal input z;
    signal input c;
    signal input y;
    signal input words[3];
    signal output cOut;
    signal output yOut;

    signal hash <== Poseidon(4)([c, words[0], words[1], words[2]]);
    cOut <== c + active * (hash - c);

    signal value[3];
    for (var i = 0; i < 3; i++) value[i] <== (i == 0 ? y : value[i - 1]) * z + words[i];
    yOut <== y + active * (value[2] - y);
}

// Takes header and prefix into c and y where the segment is a batch's first; asserts zero for what else would be free.
//
// | signal     | width | |
// |------------|-------|---|
// | isFirst    | bit   | |
// | context    |       | |
// | rest[4]    | field | header leaves 3, 4, 6 and 7: the ledger does not read them |
// | unused     | 176   | of the prefix |
// | z, c, y, cOut, yOut | field | as in Bind |
template BindHeader() {
    signal input isFirst;
    input Context context;
    signal input rest[4];
    signal input unused;
    signal input z;
    signal input c;
    signal input y;
    signal output cOut;
    signal output yOut;

    for (var i = 0; i < 4; i++) (1 - isFirst) * rest[i] === 0;
    (1 - isFirst) * unused === 0;
    signal unusedBits[176] <== Bits(176)(unused);
    signal prefix <== context.feeAccount * (1 << 176) + unused;
    signal (c1, y1) <== Bind()(isFirst, z, c, y, [context.kind, context.chainId, context.rollup]);
    signal (c2, y2) <== Bind()(isFirst, z, c1, y1, [rest[0], rest[1], context.length]);
    (cOut, yOut) <== Bind()(isFirst, z, c2, y2, [rest[2], rest[3], prefix]);
}
