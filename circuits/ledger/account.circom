pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/poseidon.circom";

// An account as its leaf has it. Ranges are the business of whoever makes one.
//
// | signal  | width | |
// |---------|-------|---|
// | x, y    | field | the owner's key |
// | balance | 128   | wei |
// | nonce   | 40    | |
// | info    | field | P2(exitAddress, storage) |
bus Account() {
    signal x;
    signal y;
    signal balance;
    signal nonce;
    signal info;
}

// == src/ledger/account.ts, accountHash
template AccountLeaf() {
    input Account account;
    signal output leaf;

    leaf <== Poseidon(4)([account.x, account.y, account.balance + account.nonce * (1 << 128), account.info]);
}

// The account at a place of the tree that may hold one. Asserts: if `exists`, `leaf` is the hash of the fields, and these
// are in range, so that balance and nonce are the only ones packed in it; if not, the fields are the key (absentX,
// absentY) and zeros. So no field of a witness is ever free.
//
// | signal  | width | |
// |---------|-------|---|
// | exists  | bit   | |
// | leaf    | field | what the tree has there |
// | account |       | |
template OpenAccount(absentX, absentY) {
    signal input exists;
    signal input leaf;
    input Account account;

    signal balanceBits[128] <== Bits(128)(account.balance);
    signal nonceBits[40] <== Bits(40)(account.nonce);
    signal hash <== AccountLeaf()(account);
    exists * (leaf - hash) === 0;
    (1 - exists) * (account.x - absentX) === 0;
    (1 - exists) * (account.y - absentY) === 0;
    (1 - exists) * account.balance === 0;
    (1 - exists) * account.nonce === 0;
    (1 - exists) * account.info === 0;
}

// An account from five numbers of a witness, in the order of AccountLeaf.
template AccountOf() {
    signal input fields[5];
    output Account account;

    account.x <== fields[0];
    account.y <== fields[1];
    account.balance <== fields[2];
    account.nonce <== fields[3];
    account.info <== fields[4];
}

// Whether `balance` covers `cost`; balance below 2^128, cost below 2^138.
template Covers() {
    signal input balance;
    signal input cost;
    signal output out;

    signal bits[139] <== Bits(139)(balance - cost + (1 << 138));
    out <== bits[138];
}

// Whether balance + amount stays below 2^128; balance below 2^128, amount below 2^138.
template HasRoom() {
    signal input balance;
    signal input amount;
    signal output out;

    signal bits[139] <== Bits(139)(balance + amount);
    var beyond = 0;
    for (var i = 128; i < 139; i++) beyond += bits[i];
    out <== IsZero()(beyond);
}
