pragma circom 2.2.0;

include "../lib/bits.circom";
include "../lib/compare.circom";
include "../lib/curve.circom";
include "../lib/fixedBase.circom";
include "../lib/poseidon.circom";
include "../lib/variableBase.circom";

// Whether (h, S) is the signature of the key (x, y) for the message. Total in h and S; asserts that (x, y) is on the curve.
// == src/crypto/eddsa.ts, verify
//
// | signal         | width | |
// |----------------|-------|---|
// | x, y           | field | a point of the curve |
// | h[256], S[256] | bit   | lowest first |
// | message        | field | |
// | valid          | bit   | |
//
// R = S * Base8 - h * (8 * key). Only the low 252 and 254 bits are multiplied with: with higher ones h or S is out of range.
template Signature() {
    signal input x;
    signal input y;
    signal input h[256];
    signal input S[256];
    signal input message;
    signal output valid;

    AssertOnCurve()(x, y);
    signal (clearedX, clearedY) <== MultiplyBy8()(x, y);

    component product = MultiplyPoint();
    for (var i = 0; i < 254; i++) product.bits[i] <== h[i];
    product.x1 <== -clearedX;
    product.y1 <== clearedY;
    component base = MultiplyBase();
    for (var i = 0; i < 252; i++) base.bits[i] <== S[i];
    signal (rx, ry) <== Add()(base.x, base.y, product.x, product.y);

    var claimed = 0;
    for (var i = 0; i < 256; i++) claimed += h[i] * (1 << i);
    signal hash <== Poseidon(5)([rx, ry, x, y, message]);
    signal same <== IsEqual()(hash, claimed);
    signal hAbove <== IsGreaterThanConstant(-1, 256)(h);
    signal SAbove <== IsGreaterThanConstant(lastScalar(), 256)(S);
    valid <== And(3)([same, 1 - hAbove, 1 - SAbove]);
}
