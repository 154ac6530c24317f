/*
 * BN254's scalar field. A product is one ecall and takes any factors below 2^256: five elements can be added before one
 * needs reduction, so sums are never reduced. What MULMOD256 writes is canonical.
 */
#ifndef FIELD_H
#define FIELD_H

#include "number.h"

/* to = a * b mod r. */
static inline void multiply(Number *to, const Number *a, const Number *b);

/* to = 1 / a mod r, and 0 for 0. */
void invert(Number *to, const Number *a);

/* Whether a is a square; then *to is one of its roots. */
bool squareRoot(Number *to, const Number *a);

/* Numbers that constants.c holds side by side, so that one register reaches them all. */
typedef struct {
  Number modulus;  /* r */
  Number minusOne; /* r - 1 */
  Number minusTwo; /* r - 2: exponent of an inverse, too */
  Number one;
  Number two;
  Number half;      /* (r - 1) / 2: greater numbers are negative */
  Number oddHalf;   /* (q - 1) / 2, where r - 1 = q * 2^28 */
  Number unityRoot; /* of order 2^28 */
} FieldConstants;

extern const FieldConstants field;

static inline void multiply(Number *to, const Number *a, const Number *b) {
  multiplyModulo(to, a, b, &field.modulus);
}

#endif
