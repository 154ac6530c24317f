/*
 * Numbers as generated code computes with them: nine limbs of 29 bits in 32-bit words, lowest first, 261 bits together. A
 * product of two limbs has 58 bits, so that a column of a whole dot product of six terms and its reduction stays in 64
 * bits and carries travel once a column. Eight limbs of 32 bits need a carry at every product (measured: up to 1.4 times
 * as long).
 */

export const LIMBS = 9;
export const LIMB_BITS = 29;
export const LIMB_MASK: bigint = (1n << 29n) - 1n;
export const LIMB_BYTES = 4;
/** Bytes of a number in memory. */
export const NUMBER_BYTES: number = LIMBS * LIMB_BYTES;
/** Bits of all limbs: Montgomery's R is 2^261. */
export const NUMBER_BITS = 261n;

/** The lowest `count` limbs of a number. */
export function limbsOf(value: bigint, count: number = LIMBS): number[] {
  return Array.from({ length: count }, (_, i) => Number((value >> BigInt(LIMB_BITS * i)) & LIMB_MASK));
}

/** The number that limbs in memory stand for. */
export function fromLimbs(words: Uint32Array): bigint {
  return words.reduce((sum, limb, i) => sum + (BigInt(limb) << BigInt(LIMB_BITS * i)), 0n);
}
