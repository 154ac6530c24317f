/* Keccak-f[1600] (FIPS 202) on its own state, again and again. */
#include "bench.h"

#ifndef ROUNDS
#define ROUNDS 110000
#endif

static const uint64_t CONSTANTS[24] = {0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
                                       0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
                                       0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
                                       0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
                                       0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
                                       0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
static const uint8_t ROTATIONS[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                      27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
static const uint8_t PLACES[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                   15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};

static uint64_t rotated(uint64_t x, uint32_t by) {
  return x << by | x >> (64 - by);
}

static void permute(uint64_t state[25]) {
  for (uint32_t round = 0; round < 24; round++) {
    uint64_t c[5];
    for (uint32_t x = 0; x < 5; x++)
      c[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
    for (uint32_t x = 0; x < 5; x++) {
      uint64_t d = c[(x + 4) % 5] ^ rotated(c[(x + 1) % 5], 1);
      for (uint32_t y = 0; y < 25; y += 5)
        state[y + x] ^= d;
    }
    uint64_t moved = state[1];
    for (uint32_t i = 0; i < 24; i++) {
      uint64_t kept = state[PLACES[i]];
      state[PLACES[i]] = rotated(moved, ROTATIONS[i]);
      moved = kept;
    }
    for (uint32_t y = 0; y < 25; y += 5) {
      uint64_t row[5];
      for (uint32_t x = 0; x < 5; x++)
        row[x] = state[y + x];
      for (uint32_t x = 0; x < 5; x++)
        state[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    state[0] ^= CONSTANTS[round];
  }
}

uint32_t work(void) {
  uint64_t state[25] = {1};
  for (uint32_t i = 0; i < ROUNDS; i++)
    permute(state);
  return (uint32_t)state[0];
}
