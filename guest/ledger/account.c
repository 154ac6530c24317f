#include "account.h"

enum { BALANCE_WORDS = 4, NONCE_LOW = 4, NONCE_HIGH = 5, LAST_NONCE_HIGH = 0xff };

static void setBalance(Node *account, const Number *balance) {
  for (uint32_t i = 0; i < BALANCE_WORDS; i++) {
    account->children[ACCOUNT_PACKED].words[i] = balance->words[i];
  }
  markChanged(account);
}

void keyOf(Affine *to, const Node *account) {
  to->x = account->children[ACCOUNT_KEY];
  to->y = account->children[ACCOUNT_KEY + 1];
}

void balanceOf(Number *to, const Node *account) {
  *to = account->children[ACCOUNT_PACKED];
  to->words[NONCE_LOW] = 0;
  to->words[NONCE_HIGH] = 0;
}

uint32_t nonceLow(const Node *account) {
  return account->children[ACCOUNT_PACKED].words[NONCE_LOW];
}

uint32_t nonceHigh(const Node *account) {
  return account->children[ACCOUNT_PACKED].words[NONCE_HIGH];
}

bool isNonceFull(const Node *account) {
  return nonceLow(account) == UINT32_MAX && nonceHigh(account) == LAST_NONCE_HIGH;
}

void exitAddressOf(Number *to, const Node *account) {
  static Number info[2];
  openHash(&account->children[ACCOUNT_INFO], info, 2);
  *to = info[0];
}

bool hasRoom(const Node *account, const Number *amount) {
  Number balance;
  balanceOf(&balance, account);
  add(&balance, &balance, amount);
  return (balance.words[4] | balance.words[5] | balance.words[6] | balance.words[7]) == 0;
}

void credit(Node *account, const Number *amount) {
  Number balance;
  balanceOf(&balance, account);
  add(&balance, &balance, amount);
  setBalance(account, &balance);
}

void spend(Node *account, const Number *amount) {
  Number balance;
  balanceOf(&balance, account);
  subtract(&balance, &balance, amount);
  setBalance(account, &balance);
  uint32_t *nonce = account->children[ACCOUNT_PACKED].words;
  nonce[NONCE_LOW]++;
  nonce[NONCE_HIGH] += nonce[NONCE_LOW] == 0;
}

void create(Node *account, const Affine *key, const Number *amount, const Number *exitAddress) {
  static Number info[2]; /* storage, the second, is zero for now */
  info[0] = *exitAddress;
  account->children[ACCOUNT_KEY] = key->x;
  account->children[ACCOUNT_KEY + 1] = key->y;
  hash(&account->children[ACCOUNT_INFO], info, 2);
  setBalance(account, amount);
}
