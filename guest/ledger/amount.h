/* Amounts and fees as a record has them: mantissa and power of ten. */
#ifndef AMOUNT_H
#define AMOUNT_H

#include "number.h"

/* Wei of the u40 high * 2^32 + low: its low 35 bits times ten to the high five. Below 2^139. */
void amountOf(Number *to, uint32_t high, uint32_t low);

/* Wei of a byte: the low four bits times ten to the high four. */
void feeOf(Number *to, uint32_t code);

#endif
