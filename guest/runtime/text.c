#include "text.h"
#include "assize.h"

void printText(const char *text) {
  uint32_t length = 0;
  while (text[length] != 0) {
    length++;
  }
  print(text, length);
}

void printHex(const uint8_t *bytes, uint32_t length) {
  static const char DIGITS[] = "0123456789abcdef";
  char text[64];
  uint32_t shown = length < sizeof text / 2 ? length : sizeof text / 2;
  for (uint32_t i = 0; i < shown; i++) {
    text[2 * i] = DIGITS[bytes[i] >> 4];
    text[2 * i + 1] = DIGITS[bytes[i] & 15];
  }
  print(text, 2 * shown);
}

void printNumber(uint32_t number) {
  char text[10]; /* 2^32 - 1 has ten digits */
  uint32_t start = sizeof text;
  do {
    text[--start] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  print(text + start, sizeof text - start);
}
