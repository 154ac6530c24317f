/*
 * Leaves as numbers below 2^256, little-endian. All arithmetic of the ledger is on them: products are ecalls, sums are
 * made of words.
 */
#ifndef NUMBER_H
#define NUMBER_H

#include "assize.h"
#include <stdbool.h>

enum { WORDS = 8 };

typedef union {
  Leaf leaf;
  uint32_t words[WORDS];
  uint8_t bytes[4 * WORDS];
} Number;

/* to = a * b mod m. */
static inline void multiplyModulo(Number *to, const Number *a, const Number *b, const Number *m) {
  mulmod256(&to->leaf, &a->leaf, &b->leaf, &m->leaf);
}

/* The hash of `count` numbers in a row, each below r. */
static inline void hash(Number *to, const Number *from, uint32_t count) {
  poseidon(&to->leaf, &from->leaf, count);
}

/* The `count` numbers in a row that a program of this lineage has hashed to *from. */
static inline void openHash(const Number *from, Number *to, uint32_t count) {
  poseidonOpen(&from->leaf, &to->leaf, count);
}

bool isZero(const Number *a);
bool isEqual(const Number *a, const Number *b);
bool isLess(const Number *a, const Number *b);

/* to = a + b modulo 2^256. */
void add(Number *to, const Number *a, const Number *b);

/* to = a - b modulo 2^256. */
void subtract(Number *to, const Number *a, const Number *b);

/* The number in `length` big-endian bytes, 32 at most. */
void readNumber(Number *to, const uint8_t *bytes, uint32_t length);

/* One word of a sum; `carry` is 0 or 1, before and after. */
static inline uint32_t addWord(uint32_t a, uint32_t b, uint32_t *carry) {
  uint32_t sum = a + b;
  uint32_t total = sum + *carry;
  *carry = (sum < a) | (total < sum);
  return total;
}

#endif
