/* Copy, scale, add and triad over arrays of a megabyte each (after McCalpin's STREAM), on words. */
#include "bench.h"

#ifndef ROUNDS
#define ROUNDS 700
#endif
enum { COUNT = 262144 };

static uint32_t a[COUNT], b[COUNT], c[COUNT];

uint32_t work(void) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < COUNT; i++)
    a[i] = i;
  for (uint32_t round = 0; round < ROUNDS; round++) {
    for (uint32_t i = 0; i < COUNT; i++)
      c[i] = a[i];
    for (uint32_t i = 0; i < COUNT; i++)
      b[i] = 3 * c[i];
    for (uint32_t i = 0; i < COUNT; i++)
      c[i] = a[i] + b[i];
    for (uint32_t i = 0; i < COUNT; i++)
      a[i] = b[i] + 3 * c[i];
    sum += a[round];
  }
  return sum;
}
