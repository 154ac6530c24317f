#include "assize.h"

/* Both are made by crt0.S; the address of inputSize is the size. */
extern const uint8_t input[];
extern const uint8_t inputSize[];

Body inputBody(uint32_t inputLength) {
  uint32_t size = (uint32_t)inputSize;
  uint32_t end = inputLength < size ? inputLength : size;
  uint32_t length = end < INPUT_HEADER_SIZE ? 0 : end - INPUT_HEADER_SIZE;
  return (Body){input + INPUT_HEADER_SIZE, length};
}
