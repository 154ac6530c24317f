#include "message.h"
#include "constants.h"
#include "tree.h"

/* Hashes of one level of the tree, first its leaves. Whole groups of four. */
static Number hashes[MAX_RECORDS];
static uint32_t sent;

void send(const uint32_t sequence[2], const Number *exitAddress, const Number *amount, uint32_t from) {
  static Number message[4];
  message[0] = (Number){.words = {sequence[0], sequence[1]}};
  message[1] = *exitAddress;
  message[2] = *amount;
  message[3] = (Number){.words = {from}};
  hash(&hashes[sent++], message, 4);
}

/* Level by level in place: a group's hash never lies behind the group. */
void messagesRoot(Number *to) {
  if (sent == 0) {
    *to = zeroHash[MESSAGES_DEPTH];
    return;
  }
  uint32_t count = sent;
  for (uint32_t level = 0; level < MESSAGES_DEPTH; level++) {
    while (count % ARITY != 0) {
      hashes[count++] = zeroHash[level];
    }
    count /= ARITY;
    for (uint32_t i = 0; i < count; i++) {
      hash(&hashes[i], &hashes[ARITY * i], ARITY);
    }
  }
  *to = hashes[0];
}
