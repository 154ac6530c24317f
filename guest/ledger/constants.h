/* The numbers of docs/ledger.md, as src/ledger/constants.ts has them. Those of leaf size are in constants.c. */
#ifndef CONSTANTS_H
#define CONSTANTS_H

#include "number.h"

enum {
  ACCOUNTS_DEPTH = 10,
  MESSAGES_DEPTH = 6,
  MAX_ACCOUNTS = 1 << 20,
  PREFIX_BYTES = 26,
  RECORD_BYTES = 78,
  MAX_RECORDS = 4096,
  KIND_QUEUE = 2,
};

#define FROM_KEY 0xffffffffu
#define FROM_DEPOSIT 0xfffffffeu
#define TO_EXIT 0xffffffffu
#define TO_CREATE 0xfffffffeu
/* `from` of the message that gives back a deposit. */
#define RETURNED 0xfffffffeu

/* zeroHash[k] = z_k: the hash of k levels that hold nothing. */
extern const Number zeroHash[ACCOUNTS_DEPTH + 1];
/* Output of the state without accounts and messages. Nobody need know its preimage. */
extern const Number genesisOutput;
/* 10^e, e < 32. */
extern const Number powersOfTen[32];
/* "assize ledger 1". */
extern const Number tag;

#endif
