/* What the macros of isa.inc call. */
  .file "isa.S"

  /* check(actual a0, expected a1, line a2): folds a0 into the signature, s11 = rotateLeft(s11, 5) ^ a0 + 1. */
  .section .text.check, "ax", @progbits
  .balign 4
  .globl check
check:
  bne a0, a1, failed
  slli a3, s11, 5
  srli a4, s11, 27
  or s11, a3, a4
  xor s11, s11, a0
  addi s11, s11, 1
  ret

  /* checkLeaf(actual a0, expected a1, line a2): the same for the eight words of a leaf, in order. */
  .globl checkLeaf
checkLeaf:
  mv t0, a0
  mv t1, a1
  mv t2, ra
  addi t3, t0, 32
1:
  lw a0, 0(t0)
  lw a1, 0(t1)
  jal ra, check
  addi t0, t0, 4
  addi t1, t1, 4
  bne t0, t3, 1b
  jr t2

  .globl failed
failed:
  mv a0, a2
  li a7, 93
  ecall

  /* Prints s11 as eight hex digits and a newline, then HALT(0). */
  .section .text.finish, "ax", @progbits
  .balign 4
  .globl finish
finish:
  la a1, line
  addi a2, a1, 8
  mv a3, a1
1:
  srli a0, s11, 28
  slli s11, s11, 4
  sltiu a4, a0, 10
  addi a0, a0, '0'
  bnez a4, 2f
  addi a0, a0, 'a' - '0' - 10
2:
  sb a0, 0(a3)
  addi a3, a3, 1
  bne a3, a2, 1b
  li a0, '\n'
  sb a0, 0(a3)
  li a0, 1
  li a2, 9
  li a7, 64
  ecall
  li a0, 0
  li a7, 93
  ecall

  .section .bss.line, "aw", @nobits
line:
  .space 9
