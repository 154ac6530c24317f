/*
 * Sorts 1,000 pseudo-random words, checks the result and commits SHA-256 of the sorted words
 * (little-endian). Heap sort: no recursion, no extra memory, n log n for every input.
 */
#include "assize.h"
#include "sha256.h"
#include "text.h"
#include <stdbool.h>

PHASE_NAME(fill, 1);
PHASE_NAME(sort, 2);
PHASE_NAME(check, 3);
PHASE_NAME(digest, 4);

enum { COUNT = 1000, NOT_SORTED = 1, NOT_THE_SAME_WORDS = 2 };

static const uint32_t SEED = 0x2545f491;

static uint32_t words[COUNT];

/* Marsaglia's xorshift with the triple (13, 17, 5). */
static uint32_t next(uint32_t state) {
  state ^= state << 13;
  state ^= state >> 17;
  return state ^ state << 5;
}

static void fill(void) {
  uint32_t state = SEED;
  for (uint32_t i = 0; i < COUNT; i++) {
    state = next(state);
    words[i] = state;
  }
}

/* Lets the word at `root` sink until both children of each word among the first `count` are
 * smaller. */
static void sink(uint32_t root, uint32_t count) {
  uint32_t word = words[root];
  for (uint32_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
    if (child + 1 < count && words[child + 1] > words[child]) {
      child++;
    }
    if (words[child] <= word) {
      break;
    }
    words[root] = words[child];
    root = child;
  }
  words[root] = word;
}

static void sort(void) {
  for (uint32_t root = COUNT / 2; root-- > 0;) {
    sink(root, COUNT);
  }
  for (uint32_t last = COUNT - 1; last > 0; last--) {
    uint32_t largest = words[0];
    words[0] = words[last];
    words[last] = largest;
    sink(0, last);
  }
}

static bool sorted(void) {
  for (uint32_t i = 1; i < COUNT; i++) {
    if (words[i - 1] > words[i]) {
      return false;
    }
  }
  return true;
}

static uint32_t sum(void) {
  uint32_t total = 0;
  for (uint32_t i = 0; i < COUNT; i++) {
    total += words[i];
  }
  return total;
}

static void digest(Leaf *result) {
  Sha256 hash;
  sha256Start(&hash);
  sha256Update(&hash, words, sizeof words);
  sha256Finish(&hash, result);
}

int main(void) {
  phase(phase_fill);
  fill();
  uint32_t before = sum();

  phase(phase_sort);
  sort();

  phase(phase_check);
  if (!sorted()) {
    return NOT_SORTED;
  }
  if (sum() != before) {
    return NOT_THE_SAME_WORDS;
  }

  phase(phase_digest);
  Leaf result;
  digest(&result);
  commit(&result);
  printHex(result.bytes, sizeof result.bytes);
  printText("\n");
  return 0;
}
