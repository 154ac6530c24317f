/* Runs the work of a measured program and commits its checksum. */
#include "assize.h"
#include "bench.h"
#include "text.h"

int main(void) {
  Leaf result = {{0}};
  uint32_t sum = work();
  for (uint32_t i = 0; i < 4; i++) {
    result.bytes[i] = (uint8_t)(sum >> (8 * i));
  }
  commit(&result);
  printHex(result.bytes, 4);
  printText("\n");
  return 0;
}
