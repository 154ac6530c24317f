/* Quick sort by recursion, over and over, of words made anew each time. */
#include "bench.h"

#ifndef ROUNDS
#define ROUNDS 170
#endif
enum { COUNT = 50000 };

static uint32_t words[COUNT];

static void sort(uint32_t *from, uint32_t *to) {
  while (to - from > 1) {
    uint32_t pivot = from[(to - from) / 2];
    uint32_t *low = from, *high = to - 1;
    while (low <= high) {
      while (*low < pivot)
        low++;
      while (*high > pivot)
        high--;
      if (low <= high) {
        uint32_t kept = *low;
        *low++ = *high;
        *high-- = kept;
      }
    }
    sort(from, high + 1);
    from = low;
  }
}

uint32_t work(void) {
  uint32_t seed = 1, sum = 0;
  for (uint32_t round = 0; round < ROUNDS; round++) {
    for (uint32_t i = 0; i < COUNT; i++)
      words[i] = next(&seed);
    sort(words, words + COUNT);
    sum = sum * 31 + words[COUNT / 2];
  }
  return sum;
}
