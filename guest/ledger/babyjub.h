/*
 * BabyJubJub, a x^2 + y^2 = 1 + d x^2 y^2, as src/crypto/babyjub.ts has it. Inside, x is multiplied by the square root
 * of a: that makes a = 1, d = d / a, and saves a product in each formula. a is a square and d is not, so the formulas
 * are complete: no point is an exception, and no Z is ever zero.
 */
#ifndef BABYJUB_H
#define BABYJUB_H

#include "field.h"

/* A point with x and y below r. */
typedef struct {
  Number x;
  Number y;
} Affine;

/* Multiple of a fixed point, as an addition wants it; x is scaled, t = x * y / z and d that of the scaled curve. */
typedef struct {
  Number x;
  Number y;
  Number z;
  Number dt;
} Multiple;

typedef struct {
  Number a;       /* 168700 */
  Number minusD;  /* -168696 */
  Number scaledD; /* d / a */
  Number rootA;   /* square root of a */
  Number minusRootA;
  Number inverseRootA;
  Number order; /* l, of the prime subgroup */
} CurveConstants;

extern const CurveConstants curve;

/* base[i] = i * B8: 256 of them. */
extern const Multiple base[256];

/*
 * Whether a packed key (sign * 2^255 + y) is good: canonical, on the curve, and 8 times it is not the neutral element.
 * Then *key is the point.
 */
bool goodKey(Affine *key, const Number *packed);

/* to = s * B8 - h * (8 * key), for s and h below 2^252. */
void combine(Affine *to, const Number *s, const Number *h, const Affine *key);

#endif
