/*
 * A persistent bank: 10,000 accounts lie flat in memory and stay there from batch to batch. The body
 * of a batch is a list of records: transfers, and closings, with which the bank closes days: interest
 * every day, statements at the end of a month. A bad record is counted and skipped, so no body can
 * make the run trap. Records are not signed: the sequencer is trusted with WHAT is ordered, and the
 * dispute proves only that it was done by these rules. Specification and record formats:
 * docs/guests.md.
 */
#include "assize.h"
#include "sha256.h"
#include "text.h"
#include <stdbool.h>

PHASE_NAME(init, 1);
PHASE_NAME(transfers, 2);
PHASE_NAME(interest, 3);
PHASE_NAME(statements, 4);
PHASE_NAME(digest, 5);

enum { ACCOUNTS = 10000, GENESIS_BALANCE = 1000000 };
/* As bankers count them. */
enum { MONTH_DAYS = 30, YEAR_DAYS = 360 };

typedef struct {
  uint64_t balance;
  uint32_t nonce;    /* transfers sent so far */
  uint32_t fraction; /* interest earned and not yet paid, in units of 2^-32 */
} Account;

/* Both as they lie in the body, 20 bytes, little-endian. Words alone: a uint64_t would want padding. */
typedef struct {
  uint32_t from;
  uint32_t to;
  uint32_t amountLow;
  uint32_t amountHigh;
  uint32_t nonce;
} Transfer;

typedef struct {
  uint32_t bank; /* BANK, where a transfer has its sender */
  uint32_t days;
  uint32_t rate; /* of a day's interest, in units of 2^-32 */
  uint32_t zero;
  uint32_t day; /* days closed before: the same closing is good once */
} Closing;

#define BANK UINT32_MAX

typedef union {
  Transfer transfer;
  Closing closing;
} Record;

/* What a customer gets at the end of a month. */
typedef struct {
  uint32_t index;
  uint32_t day;
  Account account;
} Statement;

_Static_assert(sizeof(Account) == 16 && sizeof(Record) == 20 && sizeof(Statement) == 24, "formats of docs/guests.md");

static Account accounts[ACCOUNTS];
static uint64_t applied;  /* records since genesis */
static uint64_t rejected; /* likewise */
static uint32_t day;      /* days closed since genesis */
static Leaf statements;   /* digest over all statements so far */
static uint32_t initialised;

static void initialise(void) {
  for (uint32_t i = 0; i < ACCOUNTS; i++) {
    accounts[i].balance = GENESIS_BALANCE;
  }
  initialised = 1;
}

static bool move(const Transfer *transfer) {
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
  /* The supply is far below 2^64 for a long time, but the rule is to hold from whatever balances memory has. */
  if (amount > sender->balance || receiver->balance + amount < amount) {
    return false;
  }
  sender->balance -= amount;
  sender->nonce++;
  receiver->balance += amount;
  return true;
}

/* A balance that would reach 2^64 earns nothing. */
static void accrue(Account *account, uint32_t rate) {
  uint64_t low = (uint64_t)(uint32_t)account->balance * rate + account->fraction;
  uint64_t interest = (account->balance >> 32) * rate + (low >> 32);
  if (account->balance + interest < interest) {
    return;
  }
  account->balance += interest;
  account->fraction = (uint32_t)low;
}

/* Chained, so that the last digest vouches for every statement before it. */
static void issue(uint32_t index) {
  Statement statement = {index, day, accounts[index]};
  Sha256 hash;
  sha256Start(&hash);
  sha256Update(&hash, &statements, sizeof statements);
  sha256Update(&hash, &statement, sizeof statement);
  sha256Finish(&hash, &statements);
}

static void closeDay(uint32_t rate) {
  phase(phase_interest);
  for (uint32_t i = 0; i < ACCOUNTS; i++) {
    accrue(&accounts[i], rate);
  }
  day++;
  if (day % MONTH_DAYS != 0) {
    return;
  }
  phase(phase_statements);
  for (uint32_t i = 0; i < ACCOUNTS; i++) {
    issue(i);
  }
}

/* `daysLeft`: what this batch may still close, so that every batch ends within a known number of steps. */
static bool close(const Closing *closing, uint32_t *daysLeft) {
  if (closing->zero != 0 || closing->day != day || closing->days > *daysLeft) {
    return false;
  }
  *daysLeft -= closing->days;
  for (uint32_t i = 0; i < closing->days; i++) {
    closeDay(closing->rate);
  }
  phase(phase_transfers);
  return true;
}

/* Bytes behind the last whole record are one bad record. */
static void applyAll(Body body) {
  const Record *records = (const Record *)body.bytes;
  uint32_t count = body.length / sizeof(Record);
  uint32_t daysLeft = YEAR_DAYS;
  for (uint32_t i = 0; i < count; i++) {
    const Record *record = &records[i];
    if (record->closing.bank == BANK ? close(&record->closing, &daysLeft) : move(&record->transfer)) {
      applied++;
    } else {
      rejected++;
    }
  }
  if (body.length % sizeof(Record) != 0) {
    rejected++;
  }
}

static void digest(Leaf *result) {
  Sha256 hash;
  sha256Start(&hash);
  sha256Update(&hash, accounts, sizeof accounts);
  sha256Update(&hash, &applied, sizeof applied);
  sha256Update(&hash, &rejected, sizeof rejected);
  sha256Update(&hash, &day, sizeof day);
  sha256Update(&hash, &statements, sizeof statements);
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
