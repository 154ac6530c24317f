pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/poseidon.circom";
include "constants.circom";

// What all records of a batch share, from the Inbox's header and the body's prefix.
//
// | signal     | width | |
// |------------|-------|---|
// | kind       | 8     | |
// | chainId    | 64    | |
// | rollup     | 160   | |
// | length     | 32    | bytes of the body |
// | feeAccount | 32    | |
// | hasFees    | bit   | whether that account was there when the batch began |
bus Context() {
    signal kind;
    signal chainId;
    signal rollup;
    signal length;
    signal feeAccount;
    signal hasFees;
}

// Asserts the ranges of a context. `domain` is what signatures are bound to.
template CheckContext() {
    input Context context;
    signal output domain;
    signal output isQueue;
    // Of the fee account's low bits, lowest first.
    signal output feeIndex[20];

    signal kind[8] <== Bits(8)(context.kind);
    signal chainId[64] <== Bits(64)(context.chainId);
    signal rollup[160] <== Bits(160)(context.rollup);
    signal length[32] <== Bits(32)(context.length);
    signal feeAccount[32] <== Bits(32)(context.feeAccount);
    context.hasFees * (context.hasFees - 1) === 0;
    domain <== context.chainId + context.rollup * (1 << 64);
    isQueue <== IsEqual()(context.kind, queueKind());
    for (var i = 0; i < 20; i++) feeIndex[i] <== feeAccount[i];
}

// How many records a body of `length` bytes has, at most 4,096. == src/ledger/body.ts, recordCount
//
// | signal | width | |
// |--------|-------|---|
// | length | 32    | |
// | count  | 13    | |
template RecordCount() {
    signal input length;
    signal output count;

    signal isShort <== IsLess(32)(length, prefixBytes());
    signal bytes <== (1 - isShort) * (length - prefixBytes());
    // Rounded up: bytes + 77 = 78 quotient + remainder.
    signal quotient <-- (bytes + recordBytes() - 1) \ recordBytes();
    signal remainder <== bytes + recordBytes() - 1 - quotient * recordBytes();
    signal quotientBits[26] <== Bits(26)(quotient);
    signal remainderBits[7] <== Bits(7)(remainder);
    signal isRemainder <== IsLess(7)(remainder, recordBytes());
    isRemainder === 1;

    var high = 0;
    for (var i = 12; i < 26; i++) high += quotientBits[i];
    signal fits <== IsZero()(high);
    count <== recordLimit() + fits * (quotient - recordLimit());
}

// Which of the next n records there are: active[i] is 1 for the first min(n, count - done) ones.
//
// | signal    | width | |
// |-----------|-------|---|
// | count     | 13    | records of the batch |
// | done      | 13    | those before; asserted at most count |
// | isLast    | bit   | count - done <= n |
// | active[n] | bit   | |
template ActiveRecords(n) {
    signal input count;
    signal input done;
    signal output isLast;
    signal output active[n];

    signal bits[13] <== Bits(13)(count - done);
    isLast <== IsLess(13)(count - done, n + 1);
    signal here <== n + isLast * (count - done - n);
    var sum = 0;
    for (var i = 0; i < n; i++) {
        active[i] <-- i < here;
        active[i] * (active[i] - 1) === 0;
        if (i > 0) active[i] * (1 - active[i - 1]) === 0;
        sum += active[i];
    }
    sum === here;
}

// Where a segment begins or ends in the middle of a batch. == src/ledger/progress.ts
//
// | signal      | width | |
// |-------------|-------|---|
// | done        | 32    | records so far |
// | messages    | 16    | messages so far |
// | feeSum      | 128   | wei of fees so far |
// | context, domain |   | |
// | stateRoot, messagesRoot, c, y | field | so far |
// | words[3]    | 208   | the record before |
// | out         | field | |
template Progress() {
    signal input done;
    signal input messages;
    signal input feeSum;
    input Context context;
    signal input domain;
    signal input stateRoot;
    signal input messagesRoot;
    signal input c;
    signal input y;
    signal input words[3];
    signal output out;

    var packed = done;
    packed = packed * (1 << 16) + messages;
    packed = packed * (1 << 32) + context.feeAccount;
    packed = packed * 2 + context.hasFees;
    packed = packed * (1 << 8) + context.kind;
    packed = packed * (1 << 32) + context.length;
    packed = packed * (1 << 128) + feeSum;
    signal detail <== Poseidon(5)([packed, domain, words[0], words[1], words[2]]);
    out <== Poseidon(5)([stateRoot, messagesRoot, detail, c, y]);
}

// Asserts where a segment begins: a first one at an anchor, whose messages are not this batch's, with nothing done; any
// other at a progress value.
//
// | signal     | width | |
// |------------|-------|---|
// | in         | field | |
// | isFirst    | bit   | asserted |
// | parentMessages | field | the anchor's messages root, asserted zero where there is none |
// | accounts   | at most 2^20 | |
// | others     |       | as in Progress; asserted zero for a first segment, but for the context and the state |
template Begin() {
    signal input in;
    signal input isFirst;
    signal input parentMessages;
    signal input accounts;
    signal input done;
    signal input messages;
    signal input feeSum;
    input Context context;
    signal input domain;
    signal input stateRoot;
    signal input messagesRoot;
    signal input c;
    signal input y;
    signal input words[3];

    isFirst * (isFirst - 1) === 0;
    signal doneBits[13] <== Bits(13)(done);
    signal feeSumBits[128] <== Bits(128)(feeSum);
    signal anchor <== Poseidon(2)([stateRoot, parentMessages]);
    signal progress <== Progress()(done, messages, feeSum, context, domain, stateRoot, messagesRoot, c, y, words);
    in === progress + isFirst * (anchor - progress);

    (1 - isFirst) * parentMessages === 0;
    isFirst * done === 0;
    isFirst * messages === 0;
    isFirst * feeSum === 0;
    isFirst * c === 0;
    isFirst * y === 0;
    for (var i = 0; i < 3; i++) isFirst * words[i] === 0;
    signal feeAccountExists <== IsLess(32)(context.feeAccount, accounts);
    isFirst * (context.hasFees - feeAccountExists) === 0;
}
