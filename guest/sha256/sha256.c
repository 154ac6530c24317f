/* Commits SHA-256 of the body of the input. */
#include "sha256.h"
#include "assize.h"
#include "text.h"

int main(uint32_t inputLength) {
  Body body = inputBody(inputLength);
  Sha256 hash;
  Leaf digest;
  sha256Start(&hash);
  sha256Update(&hash, body.bytes, body.length);
  sha256Finish(&hash, &digest);
  commit(&digest);
  printHex(digest.bytes, sizeof digest.bytes);
  printText("\n");
  return 0;
}
