/* An interpreter of a small stack machine, branchy: it looks for primes by trial division. */
#include "bench.h"

#ifndef ROUNDS
#define ROUNDS 120000
#endif

enum { PUSH, LOAD, STORE, ADD, MUL, MOD, LESS, JUMP, JUMP_IF_ZERO, OUT, STOP };
enum { LIMIT, N, D, COUNT_, SLOTS };

static const uint8_t program[] = {
    PUSH,
    2,
    STORE,
    N,
    /* 4: while n < limit */ LOAD,
    N,
    LOAD,
    LIMIT,
    LESS,
    JUMP_IF_ZERO,
    54,
    /* 11 */ PUSH,
    2,
    STORE,
    D,
    /* 15: while d * d < n + 1 */ LOAD,
    D,
    LOAD,
    D,
    MUL,
    LOAD,
    N,
    PUSH,
    1,
    ADD,
    LESS,
    JUMP_IF_ZERO,
    42,
    /* 28: if n % d == 0 goto 48 */ LOAD,
    N,
    LOAD,
    D,
    MOD,
    JUMP_IF_ZERO,
    47,
    /* 35 */ LOAD,
    D,
    PUSH,
    1,
    ADD,
    JUMP,
    55,
    /* 42: a prime */ LOAD,
    N,
    OUT,
    JUMP,
    47,
    /* 47: n++ */ LOAD,
    N,
    PUSH,
    1,
    ADD,
    JUMP,
    59,
    /* 54 */ STOP,
    /* 55 */ STORE,
    D,
    JUMP,
    15,
    /* 59 */ STORE,
    N,
    JUMP,
    4,
};

static uint32_t execute(uint32_t limit) {
  uint32_t stack[16], slots[SLOTS] = {limit}, *top = stack, sum = 0;
  for (uint32_t pc = 0;;) {
    switch (program[pc++]) {
    case PUSH:
      *top++ = program[pc++];
      break;
    case LOAD:
      *top++ = slots[program[pc++]];
      break;
    case STORE:
      slots[program[pc++]] = *--top;
      break;
    case ADD:
      top--;
      top[-1] += *top;
      break;
    case MUL:
      top--;
      top[-1] *= *top;
      break;
    case MOD:
      top--;
      top[-1] %= *top;
      break;
    case LESS:
      top--;
      top[-1] = top[-1] < *top;
      break;
    case JUMP:
      pc = program[pc];
      break;
    case JUMP_IF_ZERO:
      pc = *--top == 0 ? program[pc] : pc + 1;
      break;
    case OUT:
      sum = sum * 31 + *--top;
      break;
    default:
      return sum;
    }
  }
}

uint32_t work(void) {
  return execute(ROUNDS);
}
