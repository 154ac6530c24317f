pragma circom 2.2.0;

// SHA-256's compression of one block of 64 bytes (FIPS 180-4, 6.2.2), for bench/constraints.ts alone: what hashing the
// posted bytes inside the circuit would cost. Bits of a word are lowest first; those of the input are taken to be 0 or 1.

function roundConstant(i) {
    var constants[64] = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
    ];
    return constants[i];
}

// The low 32 bits of a sum below 2^n.
template Low32(n) {
    signal input sum;
    signal output bits[32];

    signal bit[n];
    var number = 0;
    for (var i = 0; i < n; i++) {
        bit[i] <-- (sum >> i) & 1;
        bit[i] * (bit[i] - 1) === 0;
        number += bit[i] * (1 << i);
    }
    number === sum;
    for (var i = 0; i < 32; i++) bits[i] <== bit[i];
}

// The sum modulo 2 of a word turned by r0 and r1 bits and turned (or, if `shifts`, shifted) by r2, as a number.
template Turned(r0, r1, r2, shifts) {
    signal input bits[32];
    signal output out;

    signal pair[32];
    signal triple[32];
    var number = 0;
    for (var i = 0; i < 32; i++) {
        var a = bits[(i + r0) % 32];
        var b = bits[(i + r1) % 32];
        var c = shifts && i + r2 > 31 ? 0 : bits[(i + r2) % 32];
        pair[i] <== a + b - 2 * a * b;
        triple[i] <== pair[i] + c - 2 * pair[i] * c;
        number += triple[i] * (1 << i);
    }
    out <== number;
}

template Choice() {
    signal input e[32];
    signal input f[32];
    signal input g[32];
    signal output out;

    signal bit[32];
    var number = 0;
    for (var i = 0; i < 32; i++) {
        bit[i] <== g[i] + e[i] * (f[i] - g[i]);
        number += bit[i] * (1 << i);
    }
    out <== number;
}

template Majority() {
    signal input a[32];
    signal input b[32];
    signal input c[32];
    signal output out;

    signal both[32];
    signal bit[32];
    var number = 0;
    for (var i = 0; i < 32; i++) {
        both[i] <== b[i] * c[i];
        bit[i] <== both[i] + a[i] * (b[i] + c[i] - 2 * both[i]);
        number += bit[i] * (1 << i);
    }
    out <== number;
}

// state[8], block[16], out[8]: words of bits.
template Sha256Block() {
    signal input state[8][32];
    signal input block[16][32];
    signal output out[8][32];

    // number[i]: word i of the message, as a number.
    signal words[64][32];
    signal number[64];
    component small[48][2];
    for (var i = 0; i < 64; i++) {
        if (i < 16) {
            words[i] <== block[i];
        } else {
            small[i - 16][0] = Turned(7, 18, 3, 1);
            small[i - 16][0].bits <== words[i - 15];
            small[i - 16][1] = Turned(17, 19, 10, 1);
            small[i - 16][1].bits <== words[i - 2];
            words[i] <== Low32(34)(number[i - 16] + number[i - 7] + small[i - 16][0].out + small[i - 16][1].out);
        }
        var sum = 0;
        for (var k = 0; k < 32; k++) sum += words[i][k] * (1 << k);
        number[i] <== sum;
    }

    // The eight words move on by one each round: left[t + 3] is a before round t, right[t + 3] is e.
    signal left[68][32];
    signal right[68][32];
    signal leftNumber[68];
    signal rightNumber[68];
    component sums[64][2];
    component choices[64];
    component majorities[64];
    signal first[64];
    for (var t = 0; t < 68; t++) {
        if (t < 4) {
            left[t] <== state[3 - t];
            right[t] <== state[7 - t];
        } else {
            var i = t - 4;
            sums[i][0] = Turned(6, 11, 25, 0);
            sums[i][0].bits <== right[t - 1];
            sums[i][1] = Turned(2, 13, 22, 0);
            sums[i][1].bits <== left[t - 1];
            choices[i] = Choice();
            choices[i].e <== right[t - 1];
            choices[i].f <== right[t - 2];
            choices[i].g <== right[t - 3];
            majorities[i] = Majority();
            majorities[i].a <== left[t - 1];
            majorities[i].b <== left[t - 2];
            majorities[i].c <== left[t - 3];
            first[i] <== rightNumber[t - 4] + sums[i][0].out + choices[i].out + roundConstant(i) + number[i];
            right[t] <== Low32(35)(leftNumber[t - 4] + first[i]);
            left[t] <== Low32(35)(first[i] + sums[i][1].out + majorities[i].out);
        }
        var sumLeft = 0;
        var sumRight = 0;
        for (var k = 0; k < 32; k++) {
            sumLeft += left[t][k] * (1 << k);
            sumRight += right[t][k] * (1 << k);
        }
        leftNumber[t] <== sumLeft;
        rightNumber[t] <== sumRight;
    }
    for (var i = 0; i < 4; i++) {
        out[i] <== Low32(33)(leftNumber[3 - i] + leftNumber[67 - i]);
        out[4 + i] <== Low32(33)(rightNumber[3 - i] + rightNumber[67 - i]);
    }
}
