#include "tree.h"
#include "constants.h"

/*
 * A batch touches at most two accounts with each record, and the fee account: 2 * 4096 + 1. Down to level 4 the tree
 * has 1 + 4 + ... + 4^6 nodes; further down each account may have a path of its own.
 */
enum {
  MAX_TOUCHED = 2 * MAX_RECORDS + 1,
  SHARED = 5461,
  OWN_LEVELS = 4,
  MAX_NODES = SHARED + OWN_LEVELS * MAX_TOUCHED
};

_Static_assert(sizeof(Node) == 160, "a node is five leaves");

static Node nodes[MAX_NODES];
static uint32_t used;
static Number rootHash;
static Node *root;

/* The node with this hash at `level`. Subtrees that hold nothing are known and never opened. */
static Node *openNode(const Number *from, uint32_t level, Node *above) {
  Node *node = &nodes[used++];
  node->above = above;
  if (!isEqual(from, &zeroHash[level])) {
    openHash(from, node->children, ARITY);
  } else if (level > 0) {
    for (uint32_t i = 0; i < ARITY; i++) {
      node->children[i] = zeroHash[level - 1];
    }
  }
  return node;
}

void openTree(const Number *from) {
  rootHash = *from;
  root = openNode(from, ACCOUNTS_DEPTH, 0);
}

Node *openAccount(uint32_t index) {
  Node *node = root;
  for (uint32_t level = ACCOUNTS_DEPTH; level-- > 0;) {
    uint32_t place = index >> 2 * level & (ARITY - 1);
    if (node->below[place] == 0) {
      node->below[place] = openNode(&node->children[place], level, node);
    }
    node = node->below[place];
  }
  return node;
}

void markChanged(Node *account) {
  for (Node *node = account; node != 0 && !node->isChanged; node = node->above) {
    node->isChanged = true;
  }
}

static void hashNode(Number *to, Node *node) {
  for (uint32_t i = 0; i < ARITY; i++) {
    if (node->below[i] != 0 && node->below[i]->isChanged) {
      hashNode(&node->children[i], node->below[i]);
    }
  }
  hash(to, node->children, ARITY);
}

void closeTree(Number *to) {
  if (root->isChanged) {
    hashNode(&rootHash, root);
  }
  *to = rootHash;
}
