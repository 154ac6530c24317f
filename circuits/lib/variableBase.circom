pragma circom 2.2.0;

include "curve.circom";

// One of P, -P, 3P, -3P, chosen by two bits, each 0 or 1: (2 (2 high - 1) + (2 low - 1)) P. 4 constraints, because y is the
// same for a point and its negative.
template SignedPoint() {
    signal input high;
    signal input low;
    signal input x1;
    signal input y1;
    signal input x3;
    signal input y3;
    signal output x;
    signal output y;

    signal both <== high * low;
    signal threefold <== (high + low - 1) * x3;
    x <== threefold + (high - low) * x1;
    // high and low alike: three times.
    y <== y1 + (1 - high - low + 2 * both) * (y3 - y1);
}

// scalar * P for the scalar of 254 bits, lowest first, each 0 or 1, and any point P of the curve.
//
// The odd number scalar + 1 - bits[0] is the sum of 2^253 and, for j < 253, of 2^j if bits[j + 1] is 1, of -2^j if it is 0.
// So its digits to base 4 are -3, -1, 1 or 3, and P is taken off again at the end where the scalar is even.
template MultiplyPoint() {
    signal input bits[254];
    signal input x1;
    signal input y1;
    signal output x;
    signal output y;

    signal (x2, y2) <== Double()(x1, y1);
    signal (x3, y3) <== Add()(x1, y1, x2, y2);

    // The top digit is 1 or 3.
    var windows = 127;
    signal topX <== x1 + bits[253] * (x3 - x1);
    signal topY <== y1 + bits[253] * (y3 - y1);
    component doubled[windows - 1];
    component fourfold[windows - 1];
    component digits[windows - 1];
    component sums[windows - 1];
    var sumX = topX;
    var sumY = topY;
    for (var i = 0; i < windows - 1; i++) {
        var at = 252 - 2 * i;
        doubled[i] = Double();
        doubled[i].x1 <== sumX;
        doubled[i].y1 <== sumY;
        fourfold[i] = Double();
        fourfold[i].x1 <== doubled[i].x;
        fourfold[i].y1 <== doubled[i].y;
        digits[i] = SignedPoint();
        digits[i].high <== bits[at];
        digits[i].low <== bits[at - 1];
        digits[i].x1 <== x1;
        digits[i].y1 <== y1;
        digits[i].x3 <== x3;
        digits[i].y3 <== y3;
        sums[i] = Add();
        sums[i].x1 <== fourfold[i].x;
        sums[i].y1 <== fourfold[i].y;
        sums[i].x2 <== digits[i].x;
        sums[i].y2 <== digits[i].y;
        sumX = sums[i].x;
        sumY = sums[i].y;
    }

    signal excessX <== (1 - bits[0]) * -x1;
    signal excessY <== 1 + (1 - bits[0]) * (y1 - 1);
    (x, y) <== Add()(sumX, sumY, excessX, excessY);
}
