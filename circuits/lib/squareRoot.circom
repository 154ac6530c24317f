pragma circom 2.2.0;

include "bits.circom";
include "compare.circom";

// No square in the field.
function nonResidue() { return 5; }

function power(base, exponent) {
    var result = 1;
    var factor = base;
    var rest = exponent;
    while (rest != 0) {
        if ((rest & 1) == 1) { result = result * factor; }
        factor = factor * factor;
        rest = rest >> 1;
    }
    return result;
}

// A square root of a square, the smaller of the two; 0 for 0 (Tonelli and Shanks: r - 1 = 2^28 * odd).
function rootOf(square) {
    var order = 28;
    var odd = (-1) >> 28;
    var generator = nonResidue();
    var half = (odd + 1) >> 1;
    var root = power(square, half);
    var rest = power(square, odd);
    var unit = power(generator, odd);
    while (rest != 1 && rest != 0) {
        // rest has order 2^k for a k < order.
        var k = 0;
        var squared = rest;
        while (squared != 1) {
            squared = squared * squared;
            k++;
        }
        var factor = unit;
        for (var i = 0; i < order - k - 1; i++) { factor = factor * factor; }
        root = root * factor;
        unit = factor * factor;
        rest = rest * unit;
        order = k;
    }
    // circom compares signed: the upper half of the field counts as negative.
    if (root < 0) { root = -root; }
    return root;
}

function isSquareOrZero(value) {
    var half = (-1) >> 1;
    var symbol = power(value, half);
    return symbol == 1 || value == 0;
}

// isSquare: 1 if value is a square (0 is one), else 0. root: the smaller square root of value, or of nonResidue * value.
//
// | signal   | width | |
// |----------|-------|---|
// | value    | field | |
// | isSquare | bit   | |
// | root     | at most (r - 1) / 2 | |
//
// Of a number other than 0 and its product with a fixed non-residue exactly one is a square, so the flag cannot be chosen;
// 0 would satisfy both equations and is bound to 1. Of the two roots the smaller is taken. Every value has a witness.
template SquareRoot() {
    signal input value;
    signal output isSquare;
    signal output root;

    isSquare <-- isSquareOrZero(value);
    isSquare * (isSquare - 1) === 0;
    signal isZero <== IsZero()(value);
    (1 - isSquare) * isZero === 0;
    signal square <== value * (nonResidue() + isSquare * (1 - nonResidue()));
    root <-- rootOf(square);
    root * root === square;
    signal bits[253] <== Bits(253)(root);
    signal isLarger <== IsGreaterThanConstant((-1) >> 1, 253)(bits);
    isLarger === 0;
}
