pragma circom 2.2.0;

include "bits.circom";

// How many bits of `constant` from bit `from` on equal that one, below bit n.
function runLength(constant, from, n) {
    var length = 1;
    while (from + length < n && ((constant >> (from + length)) & 1) == ((constant >> from) & 1)) length++;
    return length;
}

// How many runs of equal bits the n bits of `constant` have.
function runs(constant, n) {
    var count = 0;
    for (var at = 0; at < n; at += runLength(constant, at, n)) count++;
    return count;
}

// What a comparison with a constant knows after a run of equal bits, from what it knew of the bits below:
// above ones, greater stays if the bits are all ones; above zeros, any one makes it greater.
template CompareRun(ones, n) {
    signal input bits[n];
    signal input greater;
    signal output out;

    if (ones) {
        signal parts[n + 1];
        for (var i = 0; i < n; i++) parts[i] <== bits[i];
        parts[n] <== greater;
        out <== And(n + 1)(parts);
    } else if (n == 1) {
        out <== bits[0] + greater - bits[0] * greater;
    } else {
        var sum = greater;
        for (var i = 0; i < n; i++) sum += bits[i];
        signal none <== IsZero()(sum);
        out <== 1 - none;
    }
}

// 1 if the number of the n bits (lowest first, each 0 or 1) is greater than `constant`. No range is asserted: n may reach
// beyond the field, where the bits and not their sum count.
// Cost: a run of one bit 1 constraint, a longer one 2; about 3/4 of a constraint a bit.
template IsGreaterThanConstant(constant, n) {
    signal input bits[n];
    signal output out;

    var count = runs(constant, n);
    // Ones at the bottom cannot make a number greater.
    var skipped = constant & 1;
    component steps[count];
    var greater = 0;
    var at = skipped ? runLength(constant, 0, n) : 0;
    for (var i = skipped; i < count; i++) {
        var length = runLength(constant, at, n);
        steps[i] = CompareRun((constant >> at) & 1, length);
        for (var j = 0; j < length; j++) steps[i].bits[j] <== bits[at + j];
        steps[i].greater <== greater;
        greater = steps[i].out;
        at += length;
    }
    out <== greater;
}
