/*
 * Integer operations and comparisons of RV32I (RISC-V unprivileged specification). Words travel as signed 32-bit numbers:
 * that is what the engine keeps in a register without a conversion. Results are signed 32-bit too.
 */

export function add(a: number, b: number): number {
  return (a + b) | 0;
}

export function sub(a: number, b: number): number {
  return (a - b) | 0;
}

/** Shifts use the low five bits of `b`; the three shift operators of the language do the same. */
export function sll(a: number, b: number): number {
  return a << b;
}

export function slt(a: number, b: number): number {
  return lt(a, b) ? 1 : 0;
}

export function sltu(a: number, b: number): number {
  return ltu(a, b) ? 1 : 0;
}

export function xor(a: number, b: number): number {
  return a ^ b;
}

export function srl(a: number, b: number): number {
  return (a >>> b) | 0;
}

export function sra(a: number, b: number): number {
  return a >> b;
}

export function or(a: number, b: number): number {
  return a | b;
}

export function and(a: number, b: number): number {
  return a & b;
}

export function eq(a: number, b: number): boolean {
  return a === b;
}

export function ne(a: number, b: number): boolean {
  return a !== b;
}

export function lt(a: number, b: number): boolean {
  return a < b;
}

export function ge(a: number, b: number): boolean {
  return a >= b;
}

export function ltu(a: number, b: number): boolean {
  return a >>> 0 < b >>> 0;
}

export function geu(a: number, b: number): boolean {
  return a >>> 0 >= b >>> 0;
}
