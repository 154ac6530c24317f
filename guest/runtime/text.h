/* Text for PRINT. Guests print what they commit, so that the qemu leg can compare it. */
#ifndef TEXT_H
#define TEXT_H

#include <stdint.h>

/* A zero-terminated string. */
void printText(const char *text);

/* `length` bytes as lower-case hex, first byte first; at most 32 bytes are shown. */
void printHex(const uint8_t *bytes, uint32_t length);

/* An unsigned number in decimal. */
void printNumber(uint32_t number);

#endif
