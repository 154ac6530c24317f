pragma circom 2.2.0;

include "baseMultiples.circom";
include "curve.circom";

// One of eight points that are constants, chosen by three bits, each 0 or 1. 3 constraints: the choice is a polynomial that
// is linear in each bit.
template ConstantPoint(xs, ys) {
    signal input bits[3];
    signal output x;
    signal output y;

    signal both <== bits[0] * bits[1];
    var part[2][2];
    for (var high = 0; high < 2; high++) {
        var at = 4 * high;
        part[0][high] = xs[at] + (xs[at + 1] - xs[at]) * bits[0] + (xs[at + 2] - xs[at]) * bits[1] + (xs[at + 3] - xs[at + 2] - xs[at + 1] + xs[at]) * both;
        part[1][high] = ys[at] + (ys[at + 1] - ys[at]) * bits[0] + (ys[at + 2] - ys[at]) * bits[1] + (ys[at + 3] - ys[at + 2] - ys[at + 1] + ys[at]) * both;
    }
    x <== part[0][0] + bits[2] * (part[0][1] - part[0][0]);
    y <== part[1][0] + bits[2] * (part[1][1] - part[1][0]);
}

// scalar * Base8 for the scalar of 252 bits, lowest first, each 0 or 1: windows of three bits. 750 constraints.
template MultiplyBase() {
    signal input bits[252];
    signal output x;
    signal output y;

    var windows = 84;
    component points[windows];
    component sums[windows - 1];
    var multiples[84][8][2] = baseMultiples();
    var sumX;
    var sumY;
    for (var i = 0; i < windows; i++) {
        var xs[8];
        var ys[8];
        for (var j = 0; j < 8; j++) {
            xs[j] = multiples[i][j][0];
            ys[j] = multiples[i][j][1];
        }
        points[i] = ConstantPoint(xs, ys);
        for (var j = 0; j < 3; j++) points[i].bits[j] <== bits[3 * i + j];
        if (i == 0) {
            sumX = points[0].x;
            sumY = points[0].y;
        } else {
            sums[i - 1] = Add();
            sums[i - 1].x1 <== sumX;
            sums[i - 1].y1 <== sumY;
            sums[i - 1].x2 <== points[i].x;
            sums[i - 1].y2 <== points[i].y;
            sumX = sums[i - 1].x;
            sumY = sums[i - 1].y;
        }
    }
    x <== sumX;
    y <== sumY;
}
