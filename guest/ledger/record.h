/* One record of a body: 78 bytes, of three kinds, each of which any bytes are one. */
#ifndef RECORD_H
#define RECORD_H

#include "number.h"

/* As posted; numbers are big-endian. Which fields mean something depends on `from`. */
typedef struct {
  const uint8_t *bytes;
  uint32_t from;
  uint32_t to;
} Record;

typedef struct {
  Number amount;    /* wei */
  Number fee;       /* wei */
  uint32_t code[2]; /* amount (u40) + fee (u8) * 2^40, as they are signed; low word first */
  Number h;
  Number s;
} Transaction;

/* The fields that a key record and a deposit have at one place. */
typedef struct {
  Number key;
  Number exitAddress;
} Owner;

Record readRecord(const uint8_t *bytes);
void readTransaction(Transaction *to, const Record *record);
void readOwner(Owner *to, const Record *record);
/* Wei of a deposit. */
void readDeposited(Number *to, const Record *record);

#endif
