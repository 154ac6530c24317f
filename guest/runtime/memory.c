/*
 * The four functions that gcc may call on its own, even in freestanding code. Words where both
 * pointers allow it: a guest pays for each instruction.
 */
#include "memory.h"
#include <stdint.h>

/* Words may alias whatever the caller keeps there. */
typedef uint32_t __attribute__((may_alias)) Word;

static inline int wordAligned(const void *pointer) {
  return ((uintptr_t)pointer & 3) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  uint8_t *target = to;
  const uint8_t *source = from;
  if (wordAligned(to) && wordAligned(from)) {
    for (; size >= 4; size -= 4, target += 4, source += 4) {
      *(Word *)target = *(const Word *)source;
    }
  }
  while (size-- > 0) {
    *target++ = *source++;
  }
  return to;
}

void *memmove(void *to, const void *from, size_t size) {
  uint8_t *target = to;
  const uint8_t *source = from;
  if (target <= source || target >= source + size) {
    return memcpy(to, from, size); /* forward is safe: our memcpy goes up */
  }
  while (size-- > 0) {
    target[size] = source[size];
  }
  return to;
}

void *memset(void *to, int value, size_t size) {
  uint8_t *target = to;
  uint32_t byte = (uint8_t)value;
  if (wordAligned(to)) {
    for (; size >= 4; size -= 4, target += 4) {
      *(Word *)target = byte * 0x01010101u;
    }
  }
  while (size-- > 0) {
    *target++ = (uint8_t)byte;
  }
  return to;
}

int memcmp(const void *left, const void *right, size_t size) {
  const uint8_t *a = left;
  const uint8_t *b = right;
  for (; size > 0; size--, a++, b++) {
    if (*a != *b) {
      return *a - *b;
    }
  }
  return 0;
}
