/* A batch as the Inbox lays it into the input section (docs/settlement.md, Inbox), and the list of its records. */
#ifndef BODY_H
#define BODY_H

#include "record.h"

typedef struct {
  bool isQueue;
  const Number *chainId;
  const Number *rollup;
  uint32_t feeAccount;
  uint32_t records;
} Batch;

Batch readBatch(void);

/* The record at an index below `records`, with its fields unread. */
Record recordAt(uint32_t index);

#endif
