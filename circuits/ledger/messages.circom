pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/poseidon.circom";
include "constants.circom";

// Puts the leaves of the records that sent a message side by side: the k-th of them comes to place k, zeros follow.
//
// | signal     | width | |
// |------------|-------|---|
// | leaves[n]  | field | |
// | sent[n]    | bit   | whether leaf i counts |
// | out[n]     | field | |
template Compact(n) {
    signal input leaves[n];
    signal input sent[n];
    signal output out[n];

    // here[i (i + 1) / 2 + k]: leaf i counts and comes to place k <= i. taken[k]: of the leaves before i k count.
    signal here[n * (n + 1) \ 2];
    signal part[n * (n + 1) \ 2];
    var taken[n + 1];
    var sums[n];
    for (var k = 0; k <= n; k++) taken[k] = 0;
    for (var k = 0; k < n; k++) sums[k] = 0;
    taken[0] = 1;
    for (var i = 0; i < n; i++) {
        var row = i * (i + 1) \ 2;
        for (var k = 0; k <= i; k++) {
            here[row + k] <== sent[i] * taken[k];
            part[row + k] <== here[row + k] * leaves[i];
            sums[k] += part[row + k];
        }
        for (var k = 0; k <= i; k++) {
            taken[k] -= here[row + k];
            taken[k + 1] += here[row + k];
        }
    }
    for (var k = 0; k < n; k++) out[k] <== sums[k];
}

// How many nodes above m children there can be, wherever among its three siblings the first one lies.
function parents(m) {
    return (m + 6) \ 4;
}

// One level of appending: m children that follow those already there, and the nodes above them.
//
// | signal        | width | |
// |---------------|-------|---|
// | place[2]      | bit   | of the first new child among its siblings, low bit first |
// | siblings[3]   | field | the children before it in its node; asserted zero from its place on |
// | before        | field | what was at its place |
// | children[m]   | field | new; empty subtrees where nothing was appended |
// | nodeBefore    | field | the node above the first new child, before |
// | nodes[count]  | field | the nodes above the new children, from that one on |
template AppendLevel(m, count, empty) {
    signal input place[2];
    signal input siblings[3];
    signal input before;
    signal input children[m];
    signal output nodeBefore;
    signal output nodes[count];

    signal both <== place[0] * place[1];
    var at[4] = [1 - place[0] - place[1] + both, place[0] - both, place[1] - both, both];
    // Sibling i is there if the place is beyond i.
    at[0] * siblings[0] === 0;
    (at[0] + at[1]) * siblings[1] === 0;
    (at[0] + at[1] + at[2]) * siblings[2] === 0;

    // Behind the place everything was empty.
    signal moved[3];
    for (var i = 0; i < 3; i++) moved[i] <== at[i] * before;
    nodeBefore <== Poseidon(4)([
        siblings[0] + moved[0],
        siblings[1] + moved[1] + at[0] * empty,
        siblings[2] + moved[2] + (at[0] + at[1]) * empty,
        before - moved[0] - moved[1] - moved[2] + (at[0] + at[1] + at[2]) * empty
    ]);

    // Child c comes to slot place + c: part[c][i] is the child if the place is i.
    signal part[m][4];
    var slots[m + 6];
    for (var t = 0; t < m + 6; t++) slots[t] = t < 3 ? siblings[t] : 0;
    for (var c = 0; c < m; c++) {
        for (var i = 0; i < 3; i++) part[c][i] <== at[i] * children[c];
        part[c][3] <== children[c] - part[c][0] - part[c][1] - part[c][2];
        for (var i = 0; i < 4; i++) slots[c + i] += part[c][i];
    }
    for (var t = m; t < m + 6; t++) {
        for (var i = 0; i < 4 && i <= t - m; i++) slots[t] += at[i] * empty;
    }
    for (var k = 0; k < count; k++) {
        nodes[k] <== Poseidon(4)([slots[4 * k], slots[4 * k + 1], slots[4 * k + 2], slots[4 * k + 3]]);
    }
}

// Appends n leaves to a tree of arity 4 and depth 6 that holds `length` ones: each node above them is hashed once. Leaves
// from the first zero on are none. Of length + n beyond 4,096 only zeros may be: they are dropped.
//
// | signal          | width | |
// |-----------------|-------|---|
// | length          | 12    | asserted |
// | siblings[6][3]  | field | left of the first new leaf's path, from the leaf up; asserted zero elsewhere |
// | leaves[n]       | field | |
// | rootBefore, rootAfter | field | |
template Append(n) {
    signal input length;
    signal input siblings[6][3];
    signal input leaves[n];
    signal output rootBefore;
    signal output rootAfter;

    signal index[12] <== Bits(12)(length);
    component levels[6];
    var m = n;
    var empty = 0;
    for (var i = 0; i < 6; i++) {
        var count = i == 5 ? 1 : parents(m);
        levels[i] = AppendLevel(m, count, empty);
        levels[i].place <== [index[2 * i], index[2 * i + 1]];
        levels[i].siblings <== siblings[i];
        if (i == 0) {
            levels[0].before <== 0;
            levels[0].children <== leaves;
        } else {
            levels[i].before <== levels[i - 1].nodeBefore;
            levels[i].children <== levels[i - 1].nodes;
        }
        m = count;
        empty = emptyTree(i + 1);
    }
    rootBefore <== levels[5].nodeBefore;
    rootAfter <== levels[5].nodes[0];
}
