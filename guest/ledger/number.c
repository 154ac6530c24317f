#include "number.h"

bool isZero(const Number *a) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < WORDS; i++) {
    bits |= a->words[i];
  }
  return bits == 0;
}

bool isEqual(const Number *a, const Number *b) {
  for (uint32_t i = 0; i < WORDS; i++) {
    if (a->words[i] != b->words[i]) {
      return false;
    }
  }
  return true;
}

bool isLess(const Number *a, const Number *b) {
  for (uint32_t i = WORDS; i-- > 0;) {
    if (a->words[i] != b->words[i]) {
      return a->words[i] < b->words[i];
    }
  }
  return false;
}

void add(Number *to, const Number *a, const Number *b) {
  uint32_t carry = 0;
  for (uint32_t i = 0; i < WORDS; i++) {
    to->words[i] = addWord(a->words[i], b->words[i], &carry);
  }
}

void subtract(Number *to, const Number *a, const Number *b) {
  uint32_t carry = 1;
  for (uint32_t i = 0; i < WORDS; i++) {
    to->words[i] = addWord(a->words[i], ~b->words[i], &carry);
  }
}

void readNumber(Number *to, const uint8_t *bytes, uint32_t length) {
  *to = (Number){.words = {0}};
  for (uint32_t i = 0; i < length; i++) {
    to->bytes[i] = bytes[length - 1 - i];
  }
}
