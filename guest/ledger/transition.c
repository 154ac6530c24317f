#include "transition.h"
#include "constants.h"
#include "signature.h"
#include "state.h"

PHASE_NAME(open, 3);
PHASE_NAME(signature, 4);
PHASE_NAME(apply, 5);

/* Who is to be paid. At most one of account, isExit and isCreate. */
typedef struct {
  bool isExit;
  bool isCreate;
  Node *account;
  Owner owner; /* of a create */
  Affine key;
} Recipient;

/* Whether somebody can be paid, whatever the amount. */
static bool findRecipient(Recipient *recipient, uint32_t to, const Record *previous) {
  recipient->isExit = to == TO_EXIT;
  recipient->isCreate = to == TO_CREATE;
  recipient->account = 0;
  if (recipient->isCreate) {
    if (previous == 0 || previous->from != FROM_KEY || isFull()) {
      return false;
    }
    readOwner(&recipient->owner, previous);
    return goodKey(&recipient->key, &recipient->owner.key);
  }
  if (to < accounts) {
    recipient->account = openAccount(to);
  }
  return recipient->isExit || recipient->account != 0;
}

static void deliver(const Recipient *recipient, const Record *record, const Number *amount, const Node *from) {
  if (recipient->isExit) {
    Number exitAddress;
    exitAddressOf(&exitAddress, from);
    sendMessage(&exitAddress, amount, record->from);
  } else if (recipient->isCreate) {
    addAccount(&recipient->key, amount, &recipient->owner.exitAddress);
  } else {
    credit(recipient->account, amount);
  }
}

static void applyTransaction(Context *context, const Record *record, const Record *previous) {
  static Transaction transaction;
  static Recipient recipient;
  readTransaction(&transaction, record);
  phase(phase_open);
  if (record->from >= accounts || !findRecipient(&recipient, record->to, previous)) {
    return;
  }
  Node *from = openAccount(record->from);
  Number spent = transaction.amount, balance;
  if (context->hasFees) {
    add(&spent, &spent, &transaction.fee);
  }
  balanceOf(&balance, from);
  bool isPaidToOther = recipient.account != 0 && recipient.account != from;
  if (isLess(&balance, &spent) || isNonceFull(from) ||
      (isPaidToOther && !hasRoom(recipient.account, &transaction.amount))) {
    return;
  }
  phase(phase_signature);
  if (!isSigned(&context->batch, record, &transaction, from, recipient.isCreate ? &recipient.owner : 0)) {
    return;
  }
  phase(phase_apply);
  if (context->hasFees) {
    add(&context->feeSum, &context->feeSum, &transaction.fee);
  }
  spend(from, &spent);
  deliver(&recipient, record, &transaction.amount, from);
}

/* It always has an effect: what cannot be credited is sent back. */
static void applyDeposit(const Record *record) {
  static Owner owner;
  static Affine key;
  Number amount;
  readOwner(&owner, record);
  readDeposited(&amount, record);
  phase(phase_open);
  Node *account = record->to < accounts ? openAccount(record->to) : 0;
  bool isCreated = record->to == TO_CREATE && !isFull() && goodKey(&key, &owner.key);
  phase(phase_apply);
  if (account != 0 && hasRoom(account, &amount)) {
    credit(account, &amount);
  } else if (isCreated) {
    addAccount(&key, &amount, &owner.exitAddress);
  } else {
    sendMessage(&owner.exitAddress, &amount, RETURNED);
  }
}

void applyRecord(Context *context, const Record *record, const Record *previous) {
  if (record->from == FROM_KEY) {
    return;
  }
  if (record->from != FROM_DEPOSIT) {
    applyTransaction(context, record, previous);
  } else if (context->batch.isQueue) {
    applyDeposit(record);
  }
}
