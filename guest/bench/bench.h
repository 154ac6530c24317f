/* What a program that is measured needs: nothing of the machine, so that the same source runs natively too. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

/* The work of one program: a checksum of all that it computed. */
uint32_t work(void);

/* Marsaglia's xorshift with the triple (13, 17, 5). */
static inline uint32_t next(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

#endif
