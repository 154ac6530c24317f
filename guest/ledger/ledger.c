/*
 * The ledger: (anchor, input) -> output, by the rules of docs/ledger.md. Anchored: everything it knows of the state it
 * opens from the anchor. Any body ends in HALT(0) with the output that src/ledger computes, too.
 */
#include "constants.h"
#include "state.h"
#include "transition.h"

PHASE_NAME(begin, 1);
PHASE_NAME(decode, 2);
PHASE_NAME(commit, 6);

static void applyAll(Context *context) {
  Record previous, record;
  for (uint32_t i = 0; i < context->batch.records; i++) {
    phase(phase_decode);
    record = recordAt(i);
    applyRecord(context, &record, i == 0 ? 0 : &previous);
    previous = record;
  }
}

static void payFees(const Context *context) {
  if (isZero(&context->feeSum)) {
    return;
  }
  Node *account = openAccount(context->batch.feeAccount);
  if (hasRoom(account, &context->feeSum)) {
    credit(account, &context->feeSum);
  }
}

int main(void) {
  static Context context;
  static Number output;
  phase(phase_begin);
  context.batch = readBatch();
  openState();
  context.hasFees = context.batch.feeAccount < accounts;
  applyAll(&context);
  phase(phase_commit);
  payFees(&context);
  closeState(&output);
  commit(&output.leaf);
  return 0;
}
