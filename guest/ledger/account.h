/*
 * An account: P4(Ax, Ay, balance + nonce * 2^128, info), info = P2(exitAddress, storage). It is worked on where its
 * node of the tree holds it; who changes one marks it.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "babyjub.h"
#include "tree.h"

/* Order of the children of an account's node. */
enum { ACCOUNT_KEY = 0, ACCOUNT_PACKED = 2, ACCOUNT_INFO = 3 };

void keyOf(Affine *to, const Node *account);
void balanceOf(Number *to, const Node *account);
/* The nonce is below 2^40: its low word, and the eight bits above. */
uint32_t nonceLow(const Node *account);
uint32_t nonceHigh(const Node *account);
/* Whether the account has signed its last transaction. */
bool isNonceFull(const Node *account);
/* The only one that opens info. */
void exitAddressOf(Number *to, const Node *account);

/* Whether `amount`, below 2^255, fits on top of the balance. */
bool hasRoom(const Node *account, const Number *amount);
/* Balance and amount are below 2^128 together. */
void credit(Node *account, const Number *amount);
/* Takes `amount` <= balance, and counts the nonce, which is not full. */
void spend(Node *account, const Number *amount);
/* Makes the account in a place that is empty; amount < 2^128. */
void create(Node *account, const Affine *key, const Number *amount, const Number *exitAddress);

#endif
