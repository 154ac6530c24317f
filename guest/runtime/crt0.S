/*
 * First instructions of every C guest. At the start a0 = inputLength and every other register is zero (docs/machine.md);
 * under qemu-riscv32 a0 is zero as well, so a guest sees an empty input there. sp is ours to set in both.
 *
 * INPUT_SIZE and STACK_SIZE are bytes, multiples of 4096; scripts/build/guests.ts may override them for one guest.
 */
#ifndef INPUT_SIZE
#define INPUT_SIZE 0x20000
#endif
#ifndef STACK_SIZE
#define STACK_SIZE 0x4000
#endif

  .file "crt0.S"

  .section .text.start, "ax", @progbits
  .globl _start
  .type _start, @function
_start:
  la sp, stackTop
  call main /* a0 passes through: main(inputLength) */
  li a7, 93
  ecall /* HALT(what main returned) */
  .size _start, . - _start

  .section .stack, "aw", @nobits
  .balign 16
  .space STACK_SIZE
  .globl stackTop
stackTop:

  /* Alignment and size make the section whole pages, as the layout wants it. */
  .section .input, "a", @nobits
  .balign 4096
  .globl input
  .type input, @object
input:
  .space INPUT_SIZE
  .size input, . - input
  .globl inputSize
  .set inputSize, INPUT_SIZE
