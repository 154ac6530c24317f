/* The same work on the host, for comparison. */
#include <stdio.h>

#include "bench.h"

int main(void) {
  printf("%08x\n", work());
  return 0;
}
