pragma circom 2.2.0;

include "../lib/poseidon.circom";

// One level of a path in a tree of arity 4, before and after the child on the path changed.
//
// | signal          | width | |
// |-----------------|-------|---|
// | place[2]        | bit   | of the child among its siblings, low bit first |
// | siblings[3]     | field | the others, in order of their places |
// | before, after   | field | the child on the path |
// | nodeBefore, nodeAfter | field | its parent |
template Level() {
    signal input place[2];
    signal input siblings[3];
    signal input before;
    signal input after;
    signal output nodeBefore;
    signal output nodeAfter;

    // at[i]: the child on the path is number i.
    signal both <== place[0] * place[1];
    var at[4] = [1 - place[0] - place[1] + both, place[0] - both, place[1] - both, both];

    signal first <== siblings[0] + at[0] * (before - siblings[0]);
    signal second[2];
    second[0] <== at[0] * (siblings[0] - siblings[1]);
    second[1] <== siblings[1] + second[0] + at[1] * (before - siblings[1]);
    signal last <== siblings[2] + at[3] * (before - siblings[2]);
    // The four together are the child and its siblings, so the third one is what is left.
    signal third <== before + siblings[0] + siblings[1] + siblings[2] - first - second[1] - last;
    nodeBefore <== Poseidon(4)([first, second[1], third, last]);

    signal change[3];
    for (var i = 0; i < 3; i++) change[i] <== at[i] * (after - before);
    nodeAfter <== Poseidon(4)([
        first + change[0],
        second[1] + change[1],
        third + change[2],
        last + after - before - change[0] - change[1] - change[2]
    ]);
}

// The root of a tree of arity 4 with `depth` levels, before and after one leaf changed.
//
// | signal               | width | |
// |----------------------|-------|---|
// | index[2 * depth]     | bit   | of the leaf, lowest first |
// | siblings[depth][3]   | field | from the leaf up |
// | before, after        | field | the leaf |
// | rootBefore, rootAfter | field | |
template Path(depth) {
    signal input index[2 * depth];
    signal input siblings[depth][3];
    signal input before;
    signal input after;
    signal output rootBefore;
    signal output rootAfter;

    component levels[depth];
    for (var i = 0; i < depth; i++) {
        levels[i] = Level();
        levels[i].place <== [index[2 * i], index[2 * i + 1]];
        levels[i].siblings <== siblings[i];
        levels[i].before <== i == 0 ? before : levels[i - 1].nodeBefore;
        levels[i].after <== i == 0 ? after : levels[i - 1].nodeAfter;
    }
    rootBefore <== levels[depth - 1].nodeBefore;
    rootAfter <== levels[depth - 1].nodeAfter;
}

// The accounts tree of depth 10 is kept as the roots of its 16 subtrees of depth 8: a change then costs 8 levels, and the
// top two are hashed once at each end of a segment. Subtree i holds the indices with i in bits 16 to 19.
template TopOfTree() {
    signal input subtrees[16];
    signal output root;

    signal nodes[4];
    for (var i = 0; i < 4; i++) {
        nodes[i] <== Poseidon(4)([subtrees[4 * i], subtrees[4 * i + 1], subtrees[4 * i + 2], subtrees[4 * i + 3]]);
    }
    root <== Poseidon(4)(nodes);
}

// Changes the leaf at `index` from `before`, which is asserted to be there, to `after`.
//
// | signal               | width | |
// |----------------------|-------|---|
// | subtrees[16]         | field | before |
// | index[20]            | bit   | lowest first |
// | siblings[8][3]       | field | from the leaf up |
// | before, after        | field | the leaf |
// | out[16]              | field | the subtrees after the change |
template UpdateAccounts() {
    signal input subtrees[16];
    signal input index[20];
    signal input siblings[8][3];
    signal input before;
    signal input after;
    signal output out[16];

    component path = Path(8);
    for (var i = 0; i < 16; i++) path.index[i] <== index[i];
    path.siblings <== siblings;
    path.before <== before;
    path.after <== after;

    // at[i]: the leaf is in subtree i.
    signal low[4] <== OneOfFour()([index[16], index[17]]);
    signal high[4] <== OneOfFour()([index[18], index[19]]);
    signal at[16];
    signal part[16];
    var found = 0;
    for (var i = 0; i < 16; i++) {
        at[i] <== high[i \ 4] * low[i % 4];
        part[i] <== at[i] * subtrees[i];
        found += part[i];
        out[i] <== subtrees[i] + at[i] * (path.rootAfter - path.rootBefore);
    }
    found === path.rootBefore;
}

// Of two bits, low one first: out[i] is 1 for the number i that they make, else 0.
template OneOfFour() {
    signal input bits[2];
    signal output out[4];

    signal both <== bits[0] * bits[1];
    out <== [1 - bits[0] - bits[1] + both, bits[0] - both, bits[1] - both, both];
}
