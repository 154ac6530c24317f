pragma circom 2.2.0;

// BabyJubJub: a x^2 + y^2 = 1 + d x^2 y^2 with a = 168700, a square, and d = 168696, none. For points of the curve the
// divisors 1 + d x1 x2 y1 y2 and 1 - d x1 x2 y1 y2 are therefore never 0: addition has no exceptional input, and each
// quotient below is the only number that satisfies its constraint. == src/crypto/babyjub.ts

function curveA() { return 168700; }
function curveD() { return 168696; }

// circomlib's Base8, of prime order l.
function baseX() { return 5299619240641551281634865583518297030282874472190772894086521144482721001553; }
function baseY() { return 16950150798460657717958625567821834550301663161624707787222815936182638968203; }

// l - 1, for comparisons; l is prime, and the curve has 8 l points.
function lastScalar() { return 2736030358979909402780800718157159386076813972158567259200215660948447373040; }

// Asserts that (x, y) is a point of the curve.
template AssertOnCurve() {
    signal input x;
    signal input y;

    signal x2 <== x * x;
    signal y2 <== y * y;
    curveA() * x2 + y2 === 1 + curveD() * x2 * y2;
}

// (x, y) = (x1, y1) + (x2, y2), both points of the curve. 6 constraints.
template Add() {
    signal input x1;
    signal input y1;
    signal input x2;
    signal input y2;
    signal output x;
    signal output y;

    signal cross1 <== x1 * y2;
    signal cross2 <== y1 * x2;
    signal product <== cross1 * cross2;
    // (y1 - a x1)(x2 + y2) = y1 y2 - a x1 x2 + cross2 - a cross1
    signal straight <== (y1 - curveA() * x1) * (x2 + y2);
    x <-- (cross1 + cross2) / (1 + curveD() * product);
    (1 + curveD() * product) * x === cross1 + cross2;
    y <-- (straight + curveA() * cross1 - cross2) / (1 - curveD() * product);
    (1 - curveD() * product) * y === straight + curveA() * cross1 - cross2;
}

// (x, y) = 2 (x1, y1), a point of the curve. 5 constraints.
template Double() {
    signal input x1;
    signal input y1;
    signal output x;
    signal output y;

    signal cross <== x1 * y1;
    signal product <== cross * cross;
    // On the curve a x1^2 + y1^2 = 1 + d product, so y1^2 - a x1^2 needs one square only.
    signal x2 <== x1 * x1;
    x <-- (2 * cross) / (1 + curveD() * product);
    (1 + curveD() * product) * x === 2 * cross;
    y <-- (1 + curveD() * product - 2 * curveA() * x2) / (1 - curveD() * product);
    (1 - curveD() * product) * y === 1 + curveD() * product - 2 * curveA() * x2;
}

// (x, y) = 8 (x1, y1), a point of the prime subgroup. 15 constraints.
template MultiplyBy8() {
    signal input x1;
    signal input y1;
    signal output x;
    signal output y;

    signal (doubleX, doubleY) <== Double()(x1, y1);
    signal (fourfoldX, fourfoldY) <== Double()(doubleX, doubleY);
    (x, y) <== Double()(fourfoldX, fourfoldY);
}
