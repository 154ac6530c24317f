#include "body.h"
#include "constants.h"
#include "memory.h"

/* Both are made by crt0.S; the address of inputSize is the size. */
extern const Number input[];
extern const uint8_t inputSize[];

enum { HEADER_KIND = 0, HEADER_CHAIN_ID = 1, HEADER_ROLLUP = 2, HEADER_LENGTH = 5 };

static const uint8_t *const body = (const uint8_t *)input + INPUT_HEADER_SIZE;
static uint32_t length;

/* Never more than the section holds: nothing here can make a run trap. */
static uint32_t bodyLength(void) {
  Number room = {.words = {(uint32_t)inputSize - INPUT_HEADER_SIZE}};
  return isLess(&input[HEADER_LENGTH], &room) ? input[HEADER_LENGTH].words[0] : room.words[0];
}

/* `count` bytes of the body; where it ends in between, they are put together with zeros. */
static const uint8_t *padded(uint32_t start, uint32_t count) {
  static uint8_t bytes[RECORD_BYTES];
  if (start + count <= length) {
    return body + start;
  }
  memset(bytes, 0, sizeof bytes);
  if (start < length) {
    memcpy(bytes, body + start, length - start);
  }
  return bytes;
}

Batch readBatch(void) {
  static const Number queue = {.words = {KIND_QUEUE}};
  length = bodyLength();
  uint32_t behind = length <= PREFIX_BYTES ? 0 : length - PREFIX_BYTES;
  uint32_t records = (behind + RECORD_BYTES - 1) / RECORD_BYTES;
  return (Batch){
      .isQueue = isEqual(&input[HEADER_KIND], &queue),
      .chainId = &input[HEADER_CHAIN_ID],
      .rollup = &input[HEADER_ROLLUP],
      .feeAccount = readRecord(padded(0, PREFIX_BYTES)).from,
      .records = records < MAX_RECORDS ? records : MAX_RECORDS,
  };
}

Record recordAt(uint32_t index) {
  return readRecord(padded(PREFIX_BYTES + RECORD_BYTES * index, RECORD_BYTES));
}
