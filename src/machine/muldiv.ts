/*
 * Multiplication and division of RV32M (RISC-V unprivileged specification, M extension), on signed 32-bit numbers and
 * without BigInt. Nothing traps: x / 0 = -1, x % 0 = x, -2^31 / -1 = -2^31 with remainder 0.
 */

export function mul(a: number, b: number): number {
  return Math.imul(a, b);
}

/** High word of signed x signed. */
export function mulh(a: number, b: number): number {
  return (mulhu(a, b) - (a < 0 ? b : 0) - (b < 0 ? a : 0)) | 0;
}

/** High word of signed x unsigned. */
export function mulhsu(a: number, b: number): number {
  return (mulhu(a, b) - (a < 0 ? b : 0)) | 0;
}

/**
 * High word of unsigned x unsigned, from four products of 16-bit halves. Each sum below stays under 2^32, so doubles
 * hold it exactly. Reading a negative word as unsigned adds 2^32, hence the corrections in the two functions above.
 */
export function mulhu(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** Signed, rounds towards zero. 2^31, the quotient of the one overflow, wraps to -2^31 as it must. */
export function div(a: number, b: number): number {
  return b === 0 ? -1 : (a / b) | 0;
}

export function divu(a: number, b: number): number {
  return b === 0 ? -1 : ((a >>> 0) / (b >>> 0)) | 0;
}

/** Signed, takes the sign of the dividend. */
export function rem(a: number, b: number): number {
  return b === 0 ? a : (a % b) | 0;
}

export function remu(a: number, b: number): number {
  return b === 0 ? a : ((a >>> 0) % (b >>> 0)) | 0;
}
