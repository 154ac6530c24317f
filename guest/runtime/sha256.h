/* SHA-256 (FIPS 180-4), streaming. */
#ifndef SHA256_H
#define SHA256_H

#include "assize.h"

typedef struct {
  uint32_t state[8];
  uint32_t length;  /* bytes so far; a guest's memory is smaller than 2^32 */
  uint8_t rest[64]; /* bytes of the unfinished block: the first length % 64 */
} Sha256;

void sha256Start(Sha256 *hash);
void sha256Update(Sha256 *hash, const void *bytes, uint32_t length);
/* Writes the digest as 32 big-endian bytes; the hash cannot be used afterwards. */
void sha256Finish(Sha256 *hash, Leaf *digest);

#endif
