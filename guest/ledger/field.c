#include "field.h"

enum { DIGITS = 64, TWO_ADICITY = 28 };

static void power(Number *to, const Number *base, const Number *exponent) {
  static Number powers[16];
  powers[0] = field.one;
  for (uint32_t i = 1; i < 16; i++) {
    multiply(&powers[i], &powers[i - 1], base);
  }
  Number result = field.one;
  for (uint32_t i = DIGITS; i-- > 0;) {
    for (uint32_t bit = 0; bit < 4; bit++) {
      multiply(&result, &result, &result);
    }
    multiply(&result, &result, &powers[exponent->words[i / 8] >> (i % 8 * 4) & 15]);
  }
  *to = result;
}

void invert(Number *to, const Number *a) {
  power(to, a, &field.minusTwo);
}

/*
 * Tonelli and Shanks, with the same work for every a: root = a^((q+1)/2) is off by a 2^27-th root of unity, which is
 * taken away bit by bit.
 */
bool squareRoot(Number *to, const Number *a) {
  Number root, error, unity = field.unityRoot;
  power(&error, a, &field.oddHalf);
  multiply(&root, &error, a);
  multiply(&error, &error, &root);
  for (uint32_t i = TWO_ADICITY; i >= 2; i--) {
    Number sign = error;
    for (uint32_t j = 2; j < i; j++) {
      multiply(&sign, &sign, &sign);
    }
    bool isOff = !isEqual(&sign, &field.one);
    if (isOff) {
      multiply(&root, &root, &unity);
    }
    multiply(&unity, &unity, &unity);
    if (isOff) {
      multiply(&error, &error, &unity);
    }
  }
  *to = root;
  Number square, reduced;
  multiply(&square, &root, &root);
  multiply(&reduced, a, &field.one);
  return isEqual(&square, &reduced);
}
