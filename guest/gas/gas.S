/*
 * For gas measurements: 64 KiB of code, 1 MiB of data; every instruction and every ecall once, 1 KiB from the next. Nothing
 * is zero where a proof could profit from it: code is filled up, data is written from end to end, registers hold words
 * without zero bytes. So a one-step proof here carries all its siblings, and its calldata has few zero bytes.
 *
 * The symbol gas_<name> is the address of the instruction to measure. Each is executed once, in the order of addresses.
 */
#define CODE_SIZE 0x10000
#define DATA_SIZE 0x100000
#define FILLER 0x73 /* as a word 0x73737373: no instruction */

  .file "gas.S"

  /* The next slot of 1 KiB: reached by a jump, the instruction to measure stands at an odd place in it. */
  .macro measure name, instruction:vararg
  j gas_\name
  .org 0x400 * (\@ + 1) + 0x2a8, FILLER
  .globl gas_\name
gas_\name:
  \instruction
  .endm

  .section .text.start, "ax", @progbits
  .globl _start
_start:
  la x5, dataWord
  lw x7, 0(x5)
  la x5, data
  la x6, data + DATA_SIZE
1:
  sw x7, 0(x5)
  addi x5, x5, 4
  bne x5, x6, 1b

  li x1, 0x53f32766
  li x2, 0xa70d13d3
  li x3, 0x8a195e96
  li x4, 0x0fe98237
  li x5, 0x0a17706c
  li x6, 0x9c3e188e
  li x7, 0x2b10d491
  li x8, 0x20f33aa2
  li x9, 0xa196f310
  li x10, 0x9496660d
  li x11, 0xfa390c8f
  li x12, 0xdc234b6c
  li x13, 0x258b1f93
  li x14, 0x4f90d1af
  li x15, 0x2f1b9593
  li x16, 0xa4316019
  li x17, 0x8db71191
  li x18, 0x109f3580
  li x19, 0xaf896ec7
  li x20, 0x517896ed
  li x21, 0x755d4d40
  li x22, 0xcc2fb3c8
  li x23, 0x3f15944d
  li x24, 0x877fe158
  li x25, 0xbb734a9c
  li x26, 0xfb131f84
  li x27, 0x6c2bc258
  li x28, 0x27ef7e6c
  li x29, 0x0bf7ac14
  li x30, 0xc48f93cb
  li x31, 0xe1d25158

  /* x6 < 0 < x7, so that every branch below is taken. */
  measure lui, lui x5, 0xabcde
  measure auipc, auipc x5, 0xabcde
  measure addi, addi x5, x6, 0x5a5
  measure slti, slti x5, x6, 0x5a5
  measure sltiu, sltiu x5, x6, 0x5a5
  measure xori, xori x5, x6, 0x5a5
  measure ori, ori x5, x6, 0x5a5
  measure andi, andi x5, x6, 0x5a5
  measure slli, slli x5, x6, 13
  measure srli, srli x5, x6, 13
  measure srai, srai x5, x6, 13
  measure add, add x5, x6, x7
  measure sub, sub x5, x6, x7
  measure sll, sll x5, x6, x7
  measure slt, slt x5, x6, x7
  measure sltu, sltu x5, x6, x7
  measure xor, xor x5, x6, x7
  measure srl, srl x5, x6, x7
  measure sra, sra x5, x6, x7
  measure or, or x5, x6, x7
  measure and, and x5, x6, x7
  measure mul, mul x5, x6, x7
  measure mulh, mulh x5, x6, x7
  measure mulhsu, mulhsu x5, x6, x7
  measure mulhu, mulhu x5, x6, x7
  measure div, div x5, x6, x7
  measure divu, divu x5, x6, x7
  measure rem, rem x5, x6, x7
  measure remu, remu x5, x6, x7
  measure fence, fence

  /* Jumps go over one word of filler. */
  measure jal, jal x5, . + 8
  .word 0x73737373
  la x8, 1f
  measure jalr, jalr x5, 0(x8)
  .word 0x73737373
1:
  measure beq, beq x6, x6, . + 8
  .word 0x73737373
  measure bne, bne x6, x7, . + 8
  .word 0x73737373
  measure blt, blt x6, x7, . + 8
  .word 0x73737373
  measure bge, bge x7, x6, . + 8
  .word 0x73737373
  measure bltu, bltu x7, x6, . + 8
  .word 0x73737373
  measure bgeu, bgeu x6, x7, . + 8
  .word 0x73737373

  /* Loads and stores, far apart. */
  la x8, data + 0x0a5a4
  measure lw, lw x5, 0(x8)
  la x8, data + 0x2b6b6
  measure lh, lh x5, 0(x8)
  la x8, data + 0x4d1d9
  measure lb, lb x5, 0(x8)
  la x8, data + 0x6e3e2
  measure lhu, lhu x5, 0(x8)
  la x8, data + 0x8f7f5
  measure lbu, lbu x5, 0(x8)
  la x8, data + 0xa1212
  measure sh, sh x5, 0(x8)
  la x8, data + 0xc3433
  measure sb, sb x5, 0(x8)
  la x8, data + 0xe5658
  measure sw, sw x5, 0(x8)

  /* Ecalls. Operands that need not be neighbours lie far apart. */
  li a0, 1; la a1, data + 0x11000; li a2, 256; li a7, 64
  measure print, ecall
  li a0, 7; li a7, 1006
  measure phase, ecall
  la a0, data + 0x3c5a0; li a7, 1001
  measure commit, ecall
  la a0, data + 0xb7b60; li a7, 1002
  measure anchor, ecall
  la a0, data + 0x13560; la a1, data + 0x9aba0; li a2, 2; li a7, 1004
  measure poseidon2, ecall
  la a0, data + 0x25720; la a1, data + 0xbcd60; li a2, 4; li a7, 1004
  measure poseidon4, ecall
  la a0, data + 0x37920; la a1, data + 0xdef20; li a2, 5; li a7, 1004
  measure poseidon5, ecall
  la a0, data + 0x49ae0; la a1, data + 0x13560; la a2, data + 0x77aa0; la a3, data + 0x37920; li a7, 1003
  measure mulmod256, ecall
  la a0, data + 0x13560; la a1, data + 0x8bca0; li a2, 2; li a7, 1005
  measure poseidonOpen2, ecall
  la a0, data + 0x25720; la a1, data + 0xcde60; li a2, 4; li a7, 1005
  measure poseidonOpen4, ecall
  li a0, 0; li a7, 93
  measure halt, ecall
  .org CODE_SIZE, FILLER

  .section .rodata
dataWord:
  .word 0x1b2d3f41 /* eight of them are a number below the field */

  .section .bss
  .balign 4096
data:
  .space DATA_SIZE

  .section .input, "a", @nobits
  .space 0x20000
