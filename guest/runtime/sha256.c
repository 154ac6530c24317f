#include "sha256.h"
#include "memory.h"

enum { BLOCK = 64 };

/* Fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
static const uint32_t ROUND_CONSTANTS[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t rotateRight(uint32_t word, int by) {
  return word >> by | word << (32 - by);
}

static inline uint32_t bigEndian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The message schedule W (6.2.2, step 1). */
static void expand(uint32_t schedule[64], const uint8_t *block) {
  for (int i = 0; i < 16; i++) {
    schedule[i] = bigEndian(block + 4 * i);
  }
  for (int i = 16; i < 64; i++) {
    uint32_t near = schedule[i - 2];
    uint32_t far = schedule[i - 15];
    uint32_t sigma1 = rotateRight(near, 17) ^ rotateRight(near, 19) ^ near >> 10;
    uint32_t sigma0 = rotateRight(far, 7) ^ rotateRight(far, 18) ^ far >> 3;
    schedule[i] = sigma1 + schedule[i - 7] + sigma0 + schedule[i - 16];
  }
}

static void compress(uint32_t state[8], const uint8_t *block) {
  uint32_t schedule[64];
  expand(schedule, block);
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i++) {
    uint32_t sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    uint32_t choice = g ^ (e & (f ^ g));
    uint32_t first = h + sum1 + choice + ROUND_CONSTANTS[i] + schedule[i];
    uint32_t sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    uint32_t majority = (a & b) | (c & (a | b));
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + sum0 + majority;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

void sha256Start(Sha256 *hash) {
  /* Fractional parts of the square roots of the first eight primes (5.3.3). */
  static const uint32_t START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(hash->state, START, sizeof START);
  hash->length = 0;
}

void sha256Update(Sha256 *hash, const void *bytes, uint32_t length) {
  const uint8_t *source = bytes;
  uint32_t filled = hash->length % BLOCK;
  hash->length += length;
  if (filled > 0) {
    uint32_t room = BLOCK - filled;
    uint32_t taken = length < room ? length : room;
    memcpy(hash->rest + filled, source, taken);
    if (taken < room) {
      return;
    }
    compress(hash->state, hash->rest);
    source += taken;
    length -= taken;
  }
  for (; length >= BLOCK; length -= BLOCK, source += BLOCK) {
    compress(hash->state, source);
  }
  memcpy(hash->rest, source, length);
}

void sha256Finish(Sha256 *hash, Leaf *digest) {
  static const uint8_t PADDING[BLOCK] = {0x80};
  uint32_t length = hash->length;
  /* Up to 56 modulo 64: the length takes the last eight bytes of the last block. */
  sha256Update(hash, PADDING, 1 + (BLOCK + 55 - length % BLOCK) % BLOCK);
  uint8_t bits[8] = {0, 0, 0, length >> 29, length >> 21, length >> 13, length >> 5, length << 3};
  sha256Update(hash, bits, sizeof bits);
  for (int i = 0; i < 32; i++) {
    digest->bytes[i] = (uint8_t)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
  }
}
