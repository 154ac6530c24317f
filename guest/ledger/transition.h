/* What one record does to the state. */
#ifndef TRANSITION_H
#define TRANSITION_H

#include "body.h"

/* What holds for every record of a batch. */
typedef struct {
  Batch batch;
  bool hasFees;  /* the fee account was there when the batch began */
  Number feeSum; /* of the transactions applied so far */
} Context;

/* Carries out a record; `previous` is the one before it in the batch, null for the first. Total. */
void applyRecord(Context *context, const Record *record, const Record *previous);

#endif
