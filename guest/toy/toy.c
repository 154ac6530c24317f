/*
 * The smallest useful program: a counter. It goes on from the parent's output, so it is an
 * `anchored` program: the output depends on anchor and input alone.
 *
 *   output word 0 = anchor word 0 + COUNT + the bytes of the body, modulo 2^32; words 1 to 7 are
 * zero
 */
#include "assize.h"
#include "text.h"

PHASE_NAME(count, 1);
PHASE_NAME(commit, 2);

enum { COUNT = 100 };

/* A variable of its own rather than a register: in a dispute its stores can be watched. */
static volatile uint32_t counter;

static uint32_t word(const Leaf *leaf) {
  const uint8_t *bytes = leaf->bytes;
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

int main(uint32_t inputLength) {
  Body body = inputBody(inputLength);
  Leaf leaf = {{0}};

  phase(phase_count);
  anchor(&leaf);
  counter = word(&leaf);
  for (uint32_t i = 0; i < COUNT; i++) {
    counter++;
  }
  for (uint32_t i = 0; i < body.length; i++) {
    counter += body.bytes[i];
  }

  phase(phase_commit);
  uint32_t result = counter;
  leaf = (Leaf){{result, result >> 8, result >> 16, result >> 24}};
  commit(&leaf);
  printNumber(result);
  printText("\n");
  return 0;
}
