pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/compare.circom";
include "../lib/curve.circom";
include "../lib/squareRoot.circom";

// 10^code for a code of n bits, lowest first.
template PowerOfTen(n) {
    signal input bits[n];
    signal output out;

    signal product[n];
    product[0] <== 1 + bits[0] * 9;
    for (var i = 1; i < n; i++) product[i] <== product[i - 1] * (1 + bits[i] * (10 ** (1 << i) - 1));
    out <== product[n - 1];
}

// The fields of a record of 78 bytes, of whatever kind it is; the first byte is the highest of word 0. Asserts that each
// word is below 2^208. == src/ledger/record.ts, src/ledger/amount.ts
//
// | signal      | width | |
// |-------------|-------|---|
// | words[3]    | 208   | the record |
// | from, to    | 32    | |
// | sender[20]  | bit   | the low bits of from, lowest first |
// | order       | 112   | from + to 2^32 + amount 2^64 + fee 2^104, amount and fee still encoded: what is signed |
// | amount      | 138   | wei of the transaction's amount |
// | fee         | 54    | wei of its fee |
// | deposited   | 96    | wei of a deposit |
// | h[256], S[256], key[256] | bit | lowest first |
// | exitAddress | 160   | |
template Tx() {
    signal input words[3];
    signal output from;
    signal output sender[20];
    signal output to;
    signal output order;
    signal output amount;
    signal output fee;
    signal output deposited;
    signal output h[256];
    signal output S[256];
    signal output key[256];
    signal output exitAddress;

    // bit[k]: bit k of the record as one number of 624 bits.
    signal word[3][208];
    for (var i = 0; i < 3; i++) word[i] <== Bits(208)(words[i]);
    var bit[624];
    for (var i = 0; i < 624; i++) bit[i] = word[2 - i \ 208][i % 208];

    // Each field ends so many bits from the right.
    var fromAt = 592;
    var toAt = 560;
    var amountAt = 520;
    var feeAt = 512;
    var depositedAt = 464;
    var hAt = 256;
    var keyAt = 208;
    var exitAddressAt = 48;

    var number = 0;
    for (var i = 0; i < 32; i++) number += bit[fromAt + i] * (1 << i);
    from <== number;
    for (var i = 0; i < 20; i++) sender[i] <== bit[fromAt + i];
    number = 0;
    for (var i = 0; i < 32; i++) number += bit[toAt + i] * (1 << i);
    to <== number;
    number = 0;
    for (var i = 0; i < 96; i++) number += bit[depositedAt + i] * (1 << i);
    deposited <== number;
    number = 0;
    for (var i = 0; i < 160; i++) number += bit[exitAddressAt + i] * (1 << i);
    exitAddress <== number;
    for (var i = 0; i < 256; i++) {
        h[i] <== bit[hAt + i];
        S[i] <== bit[i];
        key[i] <== bit[keyAt + i];
    }

    var amountCode = 0;
    for (var i = 0; i < 40; i++) amountCode += bit[amountAt + i] * (1 << i);
    var feeCode = 0;
    for (var i = 0; i < 8; i++) feeCode += bit[feeAt + i] * (1 << i);
    order <== from + to * (1 << 32) + amountCode * (1 << 64) + feeCode * (1 << 104);

    var mantissa = 0;
    for (var i = 0; i < 35; i++) mantissa += bit[amountAt + i] * (1 << i);
    component amountScale = PowerOfTen(5);
    for (var i = 0; i < 5; i++) amountScale.bits[i] <== bit[amountAt + 35 + i];
    amount <== mantissa * amountScale.out;

    mantissa = 0;
    for (var i = 0; i < 4; i++) mantissa += bit[feeAt + i] * (1 << i);
    component feeScale = PowerOfTen(4);
    for (var i = 0; i < 4; i++) feeScale.bits[i] <== bit[feeAt + 4 + i];
    fee <== mantissa * feeScale.out;
}

// The owner that a key or deposit record names.
//
// | signal      | width | |
// |-------------|-------|---|
// | y           | field | the key's low 255 bits mod r, good or not |
// | sign        | bit   | its highest bit |
// | good        | bit   | |
// | x           | field | of no meaning unless good |
// | exitAddress | 160   | |
bus Owner() {
    signal y;
    signal sign;
    signal good;
    signal x;
    signal exitAddress;
}

// Whether a key (256 bits, lowest first: sign * 2^255 + y) is good, and its point. Total.
// == src/crypto/babyjub.ts, goodKey
//
// x^2 = (1 - y^2) / (a - d y^2), whose divisor is never 0. Where that is no square, Base8 stands in, so that the point
// multiplied by 8 is always one of the curve. x = 0 has sign 0 only, but its points have order 1 or 2: not good anyway.
template Key() {
    signal input key[256];
    signal input exitAddress;
    output Owner owner;

    component above = IsGreaterThanConstant(-1, 255);
    var number = 0;
    for (var i = 0; i < 255; i++) {
        above.bits[i] <== key[i];
        number += key[i] * (1 << i);
    }
    signal y <== number;
    signal y2 <== y * y;
    signal x2 <-- (1 - y2) / (curveA() - curveD() * y2);
    x2 * (curveA() - curveD() * y2) === 1 - y2;
    signal (isSquare, root) <== SquareRoot()(x2);

    signal pointX <== baseX() + isSquare * (root - baseX());
    signal pointY <== baseY() + isSquare * (y - baseY());
    signal (clearedX, clearedY) <== MultiplyBy8()(pointX, pointY);
    // In the prime subgroup only the neutral element has x = 0.
    signal isSmall <== IsZero()(clearedX);
    signal canonical <== isSquare * (1 - above.out);

    owner.y <== y;
    owner.sign <== key[255];
    owner.good <== canonical * (1 - isSmall);
    owner.x <== root * (1 - 2 * key[255]);
    owner.exitAddress <== exitAddress;
}
