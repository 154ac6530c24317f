/*
 * A persistent payments program: 10,000 accounts lie flat in memory and stay there from batch to
 * batch. The body of a batch is a list of transfers; a bad one is counted and skipped, so no body
 * can make the run trap. Transfers are not signed: the sequencer is trusted with WHAT is moved, and
 * the dispute proves only that it was moved by these rules. Specification and record format:
 * docs/guests.md.
 */
#include "assize.h"
#include "sha256.h"
#include "text.h"
#include <stdbool.h>

PHASE_NAME(init, 1);
PHASE_NAME(transfers, 2);
PHASE_NAME(digest, 3);

enum { ACCOUNTS = 10000, GENESIS_BALANCE = 1000000 };

typedef struct {
  uint64_t balance;
  uint32_t nonce; /* transfers sent so far */
  uint32_t reserved;
} Account;

/* As it lies in the body, 20 bytes, little-endian. Four words of amount and nonce: a uint64_t would
 * want padding. */
typedef struct {
  uint32_t from;
  uint32_t to;
  uint32_t amountLow;
  uint32_t amountHigh;
  uint32_t nonce;
} Transfer;

_Static_assert(sizeof(Account) == 16 && sizeof(Transfer) == 20, "formats of docs/guests.md");

static Account accounts[ACCOUNTS];
static uint64_t applied;  /* transfers since genesis */
static uint64_t rejected; /* likewise */
static uint32_t initialised;

static void initialise(void) {
  for (uint32_t i = 0; i < ACCOUNTS; i++) {
    accounts[i].balance = GENESIS_BALANCE;
  }
  initialised = 1;
}

static bool apply(const Transfer *transfer) {
  if (transfer->from >= ACCOUNTS || transfer->to >= ACCOUNTS || transfer->from == transfer->to) {
    return false;
  }
  Account *sender = &accounts[transfer->from];
  Account *receiver = &accounts[transfer->to];
  /* The last nonce is never used: after it the count would wrap and old transfers would be good
   * again. */
  if (transfer->nonce != sender->nonce || sender->nonce == UINT32_MAX) {
    return false;
  }
  uint64_t amount = (uint64_t)transfer->amountHigh << 32 | transfer->amountLow;
  /* The supply is far below 2^64, but the rule is to hold from whatever balances memory has. */
  if (amount > sender->balance || receiver->balance + amount < amount) {
    return false;
  }
  sender->balance -= amount;
  sender->nonce++;
  receiver->balance += amount;
  return true;
}

/* Bytes behind the last whole record are one bad transfer. */
static void applyAll(Body body) {
  const Transfer *transfers = (const Transfer *)body.bytes;
  uint32_t count = body.length / sizeof(Transfer);
  for (uint32_t i = 0; i < count; i++) {
    if (apply(&transfers[i])) {
      applied++;
    } else {
      rejected++;
    }
  }
  if (body.length % sizeof(Transfer) != 0) {
    rejected++;
  }
}

static void digest(Leaf *result) {
  Sha256 hash;
  sha256Start(&hash);
  sha256Update(&hash, accounts, sizeof accounts);
  sha256Update(&hash, &applied, sizeof applied);
  sha256Update(&hash, &rejected, sizeof rejected);
  sha256Finish(&hash, result);
}

int main(uint32_t inputLength) {
  phase(phase_init);
  if (!initialised) {
    initialise();
  }

  phase(phase_transfers);
  applyAll(inputBody(inputLength));

  phase(phase_digest);
  Leaf result;
  digest(&result);
  commit(&result);
  printText("applied ");
  printNumber((uint32_t)applied);
  printText(" rejected ");
  printNumber((uint32_t)rejected);
  printText(" digest ");
  printHex(result.bytes, sizeof result.bytes);
  printText("\n");
  return 0;
}
