/* Prices of European calls (Black, Scholes 1973) in fixed point with 16 fractional bits. */
#include "bench.h"

#ifndef ROUNDS
#define ROUNDS 1300000
#endif

typedef int32_t Fixed;
static const Fixed ONE = 65536;

static Fixed times(Fixed a, Fixed b) {
  return (Fixed)((int64_t)a * b >> 16);
}
/* Of numbers whose quotient fits; 32-bit division in two digits, since no 64-bit one is there. */
static Fixed over(Fixed a, Fixed b) {
  int negative = (a < 0) != (b < 0);
  uint32_t n = a < 0 ? 0u - (uint32_t)a : (uint32_t)a, d = b < 0 ? 0u - (uint32_t)b : (uint32_t)b;
  uint32_t q = n / d, r = n % d;
  for (int i = 0; i < 16; i++) {
    r <<= 1;
    q <<= 1;
    if (r >= d) {
      r -= d;
      q |= 1;
    }
  }
  return negative ? -(Fixed)q : (Fixed)q;
}

static Fixed root(Fixed x) {
  uint32_t n = (uint32_t)x, r = 0, bit = 1u << 30;
  while (bit > n)
    bit >>= 2;
  for (; bit != 0; bit >>= 2) {
    if (n >= r + bit) {
      n -= r + bit;
      r = (r >> 1) + bit;
    } else
      r >>= 1;
  }
  return (Fixed)(r << 8);
}

/* e^x for x <= 0, by squaring e^(x / 256). */
static Fixed exponential(Fixed x) {
  Fixed small = x / 256, y = ONE + small + times(small, small) / 2;
  for (int i = 0; i < 8; i++)
    y = times(y, y);
  return y;
}

/* Natural logarithm, by halving into [1, 2) and a series in (x - 1) / (x + 1). */
static Fixed logarithm(Fixed x) {
  Fixed sum = 0;
  while (x >= 2 * ONE) {
    x >>= 1;
    sum += 45426;
  }
  while (x < ONE) {
    x <<= 1;
    sum -= 45426;
  }
  Fixed z = over(x - ONE, x + ONE), square = times(z, z), term = z, series = z;
  for (int i = 3; i < 11; i += 2) {
    term = times(term, square);
    series += term / i;
  }
  return sum + 2 * series;
}

/* Cumulative normal distribution (Abramowitz and Stegun 26.2.17). */
static Fixed normal(Fixed x) {
  Fixed magnitude = x < 0 ? -x : x;
  if (magnitude > 6 * ONE)
    return x < 0 ? 0 : ONE;
  Fixed k = over(ONE, ONE + times(15179, magnitude));
  Fixed poly = times(k, 20930 + times(k, -23365 + times(k, 116744 + times(k, -119350 + times(k, 87186)))));
  Fixed tail = times(times(26145, exponential(-times(magnitude, magnitude) / 2)), poly);
  return x < 0 ? tail : ONE - tail;
}

uint32_t work(void) {
  uint32_t seed = 7, sum = 0;
  for (uint32_t i = 0; i < ROUNDS; i++) {
    Fixed spot = (Fixed)(50 + next(&seed) % 100) * ONE, strike = (Fixed)(50 + next(&seed) % 100) * ONE;
    Fixed time = (Fixed)(6554 + next(&seed) % 131072), volatility = (Fixed)(6554 + next(&seed) % 32768), rate = 3277;
    Fixed deviation = times(volatility, root(time));
    Fixed d1 = over(logarithm(over(spot, strike)) + times(rate + times(volatility, volatility) / 2, time), deviation);
    Fixed price =
        times(spot, normal(d1)) - times(times(strike, exponential(-times(rate, time))), normal(d1 - deviation));
    sum = sum * 31 + (uint32_t)price;
  }
  return sum;
}
