/* The messages of a batch: what the ledger tells L1 to pay. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "number.h"

/* `sequence` counts the messages of all batches; amount is in wei, `from` an account's index or RETURNED. */
void send(const uint32_t sequence[2], const Number *exitAddress, const Number *amount, uint32_t from);

/* Root of the tree of what was sent; to be asked once, at the end. */
void messagesRoot(Number *to);

#endif
