/* The ledger between two batches: accounts tree and counters. */
#ifndef STATE_H
#define STATE_H

#include "account.h"

/* Accounts made so far; they have the indices below. */
extern uint32_t accounts;

/* Reads the state that the anchor, the parent's output, commits to. */
void openState(void);

/* Whether no account can be made any more. */
bool isFull(void);

/* Makes the next account. */
void addAccount(const Affine *key, const Number *amount, const Number *exitAddress);

/* Sends the next message. */
void sendMessage(const Number *exitAddress, const Number *amount, uint32_t from);

/* Output of the batch: state and messages as they are now. To be asked once, at the end. */
void closeState(Number *output);

#endif
