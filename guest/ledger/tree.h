/*
 * The accounts tree, of which memory holds the opened part: each node is opened once, and hashed once when the batch is
 * over. An account is the lowest node of its path, at level 0, and its fields are the children.
 */
#ifndef TREE_H
#define TREE_H

#include "number.h"

enum { ARITY = 4 };

typedef struct Node {
  Number children[ARITY];
  struct Node *below[ARITY]; /* those opened so far, else null */
  struct Node *above;
  bool isChanged;
} Node;

/* Begins with the tree that has this root: one that a batch before has made, or that of no accounts. */
void openTree(const Number *from);

/* The account at an index below 2^20, opened; all zero where there is none. */
Node *openAccount(uint32_t index);

/* To be said of an account whose fields have changed. */
void markChanged(Node *account);

/* The root, with everything that was marked hashed again. */
void closeTree(Number *root);

#endif
