pragma circom 2.2.0;

include "poseidonConstants.circom";

// circomlib's Poseidon of n elements (2, 4 or 5): state of n + 1 elements that begins (0, in), 4 full rounds, 56 (57 for
// n = 2) partial ones, 4 full ones; the hash is the first element. == src/crypto/poseidon.ts
//
// | signal | width | |
// |--------|-------|---|
// | in[n]  | field | |
// | out    | field | |
//
// Only the fifth powers cost: 3 constraints each. Everything between them is linear and kept in variables, so that no
// signal stands for a linear combination. The power of round 0's first element is a constant.
template Poseidon(n) {
    signal input in[n];
    signal output out;

    var width = n + 1;
    var partial = n == 2 ? 57 : 60;
    var constants[width * (8 + partial)] = poseidonConstants(n);
    var matrix[width][width] = poseidonMatrix(n);
    var powers = 8 * width + partial - 1;
    signal square[powers];
    signal fourth[powers];
    signal fifth[powers];

    var state[width];
    state[0] = 0;
    for (var i = 0; i < n; i++) state[i + 1] = in[i];

    var power = 0;
    for (var round = 0; round < 8 + partial; round++) {
        var full = round < 4 || round >= 4 + partial;
        for (var i = 0; i < width; i++) {
            state[i] = state[i] + constants[round * width + i];
            if (round == 0 && i == 0) {
                state[i] = constants[0] ** 5;
            } else if (full || i == 0) {
                square[power] <== state[i] * state[i];
                fourth[power] <== square[power] * square[power];
                fifth[power] <== fourth[power] * state[i];
                state[i] = fifth[power];
                power++;
            }
        }
        var mixed[width];
        for (var i = 0; i < width; i++) {
            mixed[i] = 0;
            for (var j = 0; j < width; j++) mixed[i] += matrix[i][j] * state[j];
        }
        state = mixed;
    }
    out <== state[0];
}
