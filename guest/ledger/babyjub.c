#include "babyjub.h"

enum { WINDOW = 4, MULTIPLES = 1 << WINDOW, DIGITS = 63 };

/*
 * The point (x/z, y/z) that is worked on, and what the formulas compute on the way. e and h outlive a formula: e * h is
 * the coordinate t = xy/z, which only an addition needs.
 */
typedef struct {
  Number x, y, z, t;
  Number a, b, c, d;
  Number e, f, g, h;
  Number minusA, minusB, minusC;
} Point;

static inline void finish(Point *p) {
  multiply(&p->x, &p->e, &p->f);
  multiply(&p->y, &p->g, &p->h);
  multiply(&p->z, &p->f, &p->g);
}

/*
 * A word at a time: without this the compiler reads ahead, runs out of registers, and a signature takes 7 % more steps
 * (measured).
 */
static inline void endOfWord(void) {
  __asm__ volatile("" ::: "memory");
}

/* f = a + b - 2z^2, g = a + b, h = a - b, each word read once. */
static inline void doubleSums(Point *p) {
  uint32_t ofF = 0, ofG = 0, ofH = 0;
#pragma GCC unroll 8
  for (uint32_t i = 0; i < WORDS; i++) {
    uint32_t a = p->a.words[i];
    uint32_t sum = addWord(a, p->b.words[i], &ofG);
    p->g.words[i] = sum;
    p->f.words[i] = addWord(sum, p->c.words[i], &ofF);
    p->h.words[i] = addWord(a, p->minusB.words[i], &ofH);
    endOfWord();
  }
}

/* x/z = e/g = 2xy / (x^2 + y^2), y/z = h/f = (x^2 - y^2) / (x^2 + y^2 - 2). */
static void doublePoint(Point *p) {
  multiply(&p->a, &p->x, &p->x);
  multiply(&p->b, &p->y, &p->y);
  multiply(&p->minusB, &p->b, &field.minusOne);
  multiply(&p->c, &p->z, &p->z);
  multiply(&p->c, &p->c, &field.minusTwo);
  multiply(&p->e, &p->x, &p->y);
  multiply(&p->e, &p->e, &field.two);
  doubleSums(p);
  finish(p);
}

/* e = e + t, f = d - c, g = d + c, h = b - a. */
static inline void addSums(Point *p) {
  uint32_t ofE = 0, ofF = 0, ofG = 0, ofH = 0;
#pragma GCC unroll 8
  for (uint32_t i = 0; i < WORDS; i++) {
    uint32_t d = p->d.words[i];
    p->e.words[i] = addWord(p->e.words[i], p->t.words[i], &ofE);
    p->f.words[i] = addWord(d, p->minusC.words[i], &ofF);
    p->g.words[i] = addWord(d, p->c.words[i], &ofG);
    p->h.words[i] = addWord(p->b.words[i], p->minusA.words[i], &ofH);
    endOfWord();
  }
}

/* x/z = e/g = (x1y2 + y1x2) / (1 + dx1x2y1y2), y/z = h/f = (y1y2 - x1x2) / (1 - dx1x2y1y2). */
static void addPoint(Point *p, const Multiple *q) {
  multiply(&p->t, &p->e, &p->h);
  multiply(&p->c, &p->t, &q->dt);
  multiply(&p->minusC, &p->c, &field.minusOne);
  multiply(&p->minusA, &p->x, &q->x);
  multiply(&p->minusA, &p->minusA, &field.minusOne);
  multiply(&p->b, &p->y, &q->y);
  multiply(&p->d, &p->z, &q->z);
  multiply(&p->e, &p->x, &q->y);
  multiply(&p->t, &p->y, &q->x);
  addSums(p);
  finish(p);
}

/* The point (x, y), whose x is scaled already. */
static void setPoint(Point *p, const Number *x, const Number *y) {
  p->x = *x;
  p->y = *y;
  p->z = field.one;
  p->e = *x;
  p->h = *y;
}

static void keepMultiple(Multiple *to, const Point *p) {
  to->x = p->x;
  to->y = p->y;
  to->z = p->z;
  multiply(&to->dt, &p->e, &p->h);
  multiply(&to->dt, &to->dt, &curve.scaledD);
}

/* to = 1 ... 15 times -8 * key. */
static void keyMultiples(Multiple *to, Point *p, const Affine *key) {
  Number x;
  multiply(&x, &key->x, &curve.minusRootA);
  setPoint(p, &x, &key->y);
  for (uint32_t i = 0; i < 3; i++) {
    doublePoint(p);
  }
  keepMultiple(&to[1], p);
  for (uint32_t i = 2; i < MULTIPLES; i++) {
    addPoint(p, &to[1]);
    keepMultiple(&to[i], p);
  }
}

static Point point;

void combine(Affine *to, const Number *s, const Number *h, const Affine *key) {
  static Multiple multiples[MULTIPLES];
  static const Number zero;
  keyMultiples(multiples, &point, key);
  setPoint(&point, &zero, &field.one);
  for (uint32_t i = DIGITS; i-- > 0;) {
    for (uint32_t bit = 0; bit < WINDOW && i < DIGITS - 1; bit++) {
      doublePoint(&point);
    }
    uint32_t digit = h->bytes[i / 2] >> (i % 2 * WINDOW) & (MULTIPLES - 1);
    if (digit != 0) {
      addPoint(&point, &multiples[digit]);
    }
    if (i % 2 == 0 && s->bytes[i / 2] != 0) {
      addPoint(&point, &base[s->bytes[i / 2]]);
    }
  }
  Number inverse;
  invert(&inverse, &point.z);
  multiply(&to->y, &point.y, &inverse);
  multiply(&to->x, &point.x, &inverse);
  multiply(&to->x, &to->x, &curve.inverseRootA);
}

/* x of the point with this y, one of two: x^2 = (1 - y^2) / (a - d y^2). The divisor is never zero. */
static bool solve(Number *x, const Number *y) {
  Number numerator, divisor;
  multiply(&numerator, y, y);
  multiply(&divisor, &numerator, &curve.minusD);
  add(&divisor, &divisor, &curve.a);
  multiply(&numerator, &numerator, &field.minusOne);
  add(&numerator, &numerator, &field.one);
  invert(&divisor, &divisor);
  multiply(&numerator, &numerator, &divisor);
  return squareRoot(x, &numerator);
}

static bool hasSmallOrder(const Affine *key) {
  Number x;
  multiply(&x, &key->x, &curve.rootA);
  setPoint(&point, &x, &key->y);
  for (uint32_t i = 0; i < 3; i++) {
    doublePoint(&point);
  }
  return isZero(&point.x) && isEqual(&point.y, &point.z);
}

bool goodKey(Affine *key, const Number *packed) {
  bool isNegative = packed->words[WORDS - 1] >> 31;
  key->y = *packed;
  key->y.words[WORDS - 1] &= 0x7fffffff;
  if (!isLess(&key->y, &field.modulus) || !solve(&key->x, &key->y)) {
    return false;
  }
  if (isLess(&field.half, &key->x) != isNegative) {
    multiply(&key->x, &key->x, &field.minusOne); /* of 0 this makes no other sign, but 0 has small order */
  }
  return !hasSmallOrder(key);
}
