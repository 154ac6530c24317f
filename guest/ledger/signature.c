#include "signature.h"
#include "constants.h"

/* The message, a field element: each part is far below r but y, which is of a good key. */
static void signedMessage(
    Number *to,
    const Batch *batch,
    const Record *record,
    const Transaction *transaction,
    const Node *from,
    const Owner *owner
) {
  static Number parts[5];
  for (uint32_t i = 0; i < 5; i++) {
    parts[0].words[2 + i] = batch->rollup->words[i];
  }
  parts[0].words[0] = batch->chainId->words[0];
  parts[0].words[1] = batch->chainId->words[1];
  uint32_t low = nonceLow(from);
  parts[1] = (Number
  ){.words = {
        record->from, record->to, transaction->code[0], transaction->code[1] | low << 16,
        low >> 16 | nonceHigh(from) << 16}};
  parts[2] = parts[3] = (Number){.words = {0}};
  if (owner != 0) {
    parts[2] = owner->key;
    parts[2].words[WORDS - 1] &= 0x7fffffff;
    parts[3] = owner->exitAddress;
    parts[3].words[5] = owner->key.words[WORDS - 1] >> 31;
  }
  parts[4] = tag;
  hash(to, parts, 5);
}

bool isSigned(
    const Batch *batch, const Record *record, const Transaction *transaction, const Node *from, const Owner *owner
) {
  if (!isLess(&transaction->h, &field.modulus) || !isLess(&transaction->s, &curve.order)) {
    return false;
  }
  static Number parts[5], h;
  Affine key, commitment;
  keyOf(&key, from);
  multiplyModulo(&h, &transaction->h, &field.one, &curve.order);
  combine(&commitment, &transaction->s, &h, &key);
  parts[0] = commitment.x;
  parts[1] = commitment.y;
  parts[2] = key.x;
  parts[3] = key.y;
  signedMessage(&parts[4], batch, record, transaction, from, owner);
  hash(&h, parts, 5);
  return isEqual(&h, &transaction->h);
}
