#include "record.h"
#include "amount.h"

enum { FROM = 0, TO = 4, AMOUNT = 8, FEE = 13, H = 14, S = 46, KEY = 20, EXIT_ADDRESS = 52 };
enum { AMOUNT_BYTES = 5, DEPOSITED_BYTES = 12, NUMBER_BYTES = 32, ADDRESS_BYTES = 20 };

static uint32_t readWord(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

Record readRecord(const uint8_t *bytes) {
  return (Record){bytes, readWord(bytes + FROM), readWord(bytes + TO)};
}

void readTransaction(Transaction *to, const Record *record) {
  const uint8_t *bytes = record->bytes;
  uint32_t high = bytes[AMOUNT];
  uint32_t low = readWord(bytes + AMOUNT + 1);
  to->code[0] = low;
  to->code[1] = high | (uint32_t)bytes[FEE] << 8;
  amountOf(&to->amount, high, low);
  feeOf(&to->fee, bytes[FEE]);
  readNumber(&to->h, bytes + H, NUMBER_BYTES);
  readNumber(&to->s, bytes + S, NUMBER_BYTES);
}

void readOwner(Owner *to, const Record *record) {
  readNumber(&to->key, record->bytes + KEY, NUMBER_BYTES);
  readNumber(&to->exitAddress, record->bytes + EXIT_ADDRESS, ADDRESS_BYTES);
}

void readDeposited(Number *to, const Record *record) {
  readNumber(to, record->bytes + AMOUNT, DEPOSITED_BYTES);
}
