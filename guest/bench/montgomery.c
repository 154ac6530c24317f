/* Montgomery multiplications modulo BN254's scalar field, eight words of 32 bits, each product the next factor. */
#include "bench.h"

#ifndef ROUNDS
#define ROUNDS 2500000
#endif
enum { WORDS = 8 };

static const uint32_t MODULUS[WORDS] = {0xf0000001, 0x43e1f593, 0x79b97091, 0x2833e848,
                                        0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72};
static const uint32_t INVERSE = 0xefffffff;

static void multiply(uint32_t to[WORDS], const uint32_t a[WORDS], const uint32_t b[WORDS]) {
  uint32_t t[WORDS + 2] = {0};
  for (uint32_t i = 0; i < WORDS; i++) {
    uint64_t carry = 0;
    for (uint32_t j = 0; j < WORDS; j++) {
      carry += (uint64_t)a[j] * b[i] + t[j];
      t[j] = (uint32_t)carry;
      carry >>= 32;
    }
    carry += t[WORDS];
    t[WORDS] = (uint32_t)carry;
    t[WORDS + 1] = (uint32_t)(carry >> 32);
    uint32_t m = t[0] * INVERSE;
    carry = ((uint64_t)m * MODULUS[0] + t[0]) >> 32;
    for (uint32_t j = 1; j < WORDS; j++) {
      carry += (uint64_t)m * MODULUS[j] + t[j];
      t[j - 1] = (uint32_t)carry;
      carry >>= 32;
    }
    carry += t[WORDS];
    t[WORDS - 1] = (uint32_t)carry;
    t[WORDS] = t[WORDS + 1] + (uint32_t)(carry >> 32);
  }
  uint32_t reduced[WORDS];
  uint64_t borrow = 0;
  for (uint32_t j = 0; j < WORDS; j++) {
    uint64_t difference = (uint64_t)t[j] - MODULUS[j] - borrow;
    reduced[j] = (uint32_t)difference;
    borrow = difference >> 63;
  }
  uint32_t keep = 0 - (uint32_t)(t[WORDS] < borrow);
  for (uint32_t j = 0; j < WORDS; j++)
    to[j] = (t[j] & keep) | (reduced[j] & ~keep);
}

uint32_t work(void) {
  uint32_t a[WORDS] = {3, 1, 4, 1, 5, 9, 2, 6}, b[WORDS] = {2, 7, 1, 8, 2, 8, 1, 8};
  for (uint32_t i = 0; i < ROUNDS; i++)
    multiply(a, a, b);
  return a[0];
}
