#include "amount.h"
#include "constants.h"
#include "field.h"

/* What is multiplied stays far below r, so the product in the field is the product. */
static void scale(Number *to, const Number *mantissa, uint32_t exponent) {
  multiply(to, mantissa, &powersOfTen[exponent]);
}

void amountOf(Number *to, uint32_t high, uint32_t low) {
  Number mantissa = {.words = {low, high & 7}};
  scale(to, &mantissa, high >> 3);
}

void feeOf(Number *to, uint32_t code) {
  Number mantissa = {.words = {code & 15}};
  scale(to, &mantissa, code >> 4);
}
