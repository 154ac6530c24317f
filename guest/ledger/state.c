#include "state.h"
#include "constants.h"
#include "message.h"

uint32_t accounts;
/* Sequence number of the next message, low word first. */
static uint32_t messages[2];

/*
 * Genesis is known by its hash and never opened, like each of its parts: a host that runs this lineage from there has
 * then seen every preimage that is asked for.
 */
void openState(void) {
  static Number output, pair[2];
  anchor(&output.leaf);
  if (isEqual(&output, &genesisOutput)) {
    openTree(&zeroHash[ACCOUNTS_DEPTH]);
    return;
  }
  openHash(&output, pair, 2);
  openHash(&pair[0], pair, 2);
  openTree(&pair[0]);
  accounts = pair[1].words[0];
  messages[0] = pair[1].words[1];
  messages[1] = pair[1].words[2];
}

bool isFull(void) {
  return accounts >= MAX_ACCOUNTS;
}

void addAccount(const Affine *key, const Number *amount, const Number *exitAddress) {
  create(openAccount(accounts), key, amount, exitAddress);
  accounts++;
}

void sendMessage(const Number *exitAddress, const Number *amount, uint32_t from) {
  send(messages, exitAddress, amount, from);
  messages[0]++;
  messages[1] += messages[0] == 0;
}

void closeState(Number *output) {
  static Number pair[2];
  closeTree(&pair[0]);
  pair[1] = (Number){.words = {accounts, messages[0], messages[1]}};
  hash(&pair[0], pair, 2);
  messagesRoot(&pair[1]);
  hash(output, pair, 2);
}
