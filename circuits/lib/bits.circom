pragma circom 2.2.0;

// The n bits of a number below 2^n, lowest first; n <= 253, so that no second number has them.
// Asserts: value < 2^n.
template Bits(n) {
    signal input value;
    signal output bits[n];

    var sum = 0;
    for (var i = 0; i < n; i++) {
        bits[i] <-- (value >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        sum += bits[i] * (1 << i);
    }
    sum === value;
}

// 1 if value is 0, else 0.
// The hint `inverse` is free when value is 0, and nothing depends on it then.
template IsZero() {
    signal input value;
    signal output out;

    signal inverse;
    inverse <-- value != 0 ? 1 / value : 0;
    out <== 1 - value * inverse;
    value * out === 0;
}

template IsEqual() {
    signal input a;
    signal input b;
    signal output out;

    out <== IsZero()(a - b);
}

// 1 if a < b, for a and b below 2^n; n <= 252.
template IsLess(n) {
    signal input a;
    signal input b;
    signal output out;

    signal bits[n + 1] <== Bits(n + 1)(a - b + (1 << n));
    out <== 1 - bits[n];
}

// The logical and of two or more bits.
template And(n) {
    signal input bits[n];
    signal output out;

    if (n == 2) {
        out <== bits[0] * bits[1];
    } else {
        var sum = 0;
        for (var i = 0; i < n; i++) sum += bits[i];
        out <== IsZero()(n - sum);
    }
}
