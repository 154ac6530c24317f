/*
 * What a guest sees of the machine: ecalls and input. The rules are docs/machine.md (ecalls) and
 * docs/settlement.md (layout of the input). Under qemu-riscv32 ecalls above 1000 fail without
 * effect, so programs run there too, but what they commit is lost.
 */
#ifndef ASSIZE_H
#define ASSIZE_H

#include <stdint.h>

/* The unit of memory hashing and the operand of ecalls 1001 to 1005, which trap unless it is
 * aligned. */
typedef struct {
  _Alignas(32) uint8_t bytes[32];
} Leaf;

enum {
  ECALL_PRINT = 64,
  ECALL_HALT = 93,
  ECALL_COMMIT = 1001,
  ECALL_ANCHOR = 1002,
  ECALL_MULMOD256 = 1003,
  ECALL_POSEIDON = 1004,
  ECALL_POSEIDON_OPEN = 1005,
  ECALL_PHASE = 1006,
};

/* a0 is read and written: PRINT returns in it, and qemu puts an error there for numbers that Linux lacks. */
static inline uint32_t ecall(uint32_t number, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth) {
  register uint32_t a0 __asm__("a0") = first;
  register uint32_t a1 __asm__("a1") = second;
  register uint32_t a2 __asm__("a2") = third;
  register uint32_t a3 __asm__("a3") = fourth;
  register uint32_t a7 __asm__("a7") = number;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a7) : "memory");
  return a0;
}

/* Ends the run. Code 0 makes the output the batch's result, any other code makes the batch void. */
static inline _Noreturn void halt(uint32_t code) {
  for (;;) {
    ecall(ECALL_HALT, code, 0, 0, 0);
  }
}

/* Shows bytes to whoever runs the machine; no effect on the state but a0. */
static inline void print(const void *bytes, uint32_t length) {
  ecall(ECALL_PRINT, 1, (uint32_t)bytes, length, 0);
}

/* Makes the leaf the output of the run; the last call counts. */
static inline void commit(const Leaf *leaf) {
  ecall(ECALL_COMMIT, (uint32_t)leaf, 0, 0, 0);
}

/* Writes the parent's output. */
static inline void anchor(Leaf *to) {
  ecall(ECALL_ANCHOR, (uint32_t)to, 0, 0, 0);
}

/* to = a * b mod m, little-endian; m = 0 gives 0. Operands may be the same leaf. */
static inline void mulmod256(Leaf *to, const Leaf *a, const Leaf *b, const Leaf *m) {
  ecall(ECALL_MULMOD256, (uint32_t)to, (uint32_t)a, (uint32_t)b, (uint32_t)m);
}

/* to = circomlib Poseidon of `count` consecutive leaves (2, 4 or 5), each below the BN254 scalar
 * field. */
static inline void poseidon(Leaf *to, const Leaf *from, uint32_t count) {
  ecall(ECALL_POSEIDON, (uint32_t)to, (uint32_t)from, count, 0);
}

/*
 * Writes the `count` (2 or 4) leaves whose Poseidon hash is *hash. Only for hashes that this
 * program's lineage made with poseidon(), never for one taken from the input: nobody could compute
 * the next state of a hash without known preimage.
 */
static inline void poseidonOpen(const Leaf *hash, Leaf *to, uint32_t count) {
  ecall(ECALL_POSEIDON_OPEN, (uint32_t)hash, (uint32_t)to, count, 0);
}

/* Labels the stage of the program that begins here; see PHASE_NAME. */
static inline void phase(uint32_t id) {
  ecall(ECALL_PHASE, id, 0, 0, 0);
}

/* Gives a phase a name that tools find: absolute symbol phase_<name> = id. File scope; id is a
 * plain number. */
#define PHASE_NAME(name, id)                                                                                           \
  enum { phase_##name = (id) };                                                                                        \
  __asm__(".globl phase_" #name "\n.set phase_" #name ", " #id)

/* The body of the batch: whatever the poster wrote behind the 256 bytes of header. */
typedef struct {
  const uint8_t *bytes;
  uint32_t length;
} Body;

enum { INPUT_HEADER_SIZE = 256 };

/*
 * Body of the input, empty when the input is shorter than a header (under qemu it is empty). Never
 * longer than the input section, so reading it cannot trap whatever the length at the start was.
 */
Body inputBody(uint32_t inputLength);

#endif
