/*
 * Amounts and fees as a record has them: mantissa and power of ten. Several encodings of one number are all valid; a
 * signature is for the encoding.
 */

const AMOUNT_BITS = 35n;
const FEE_BITS = 4n;
const AMOUNT_EXPONENTS = 32n;
const FEE_EXPONENTS = 16n;

/** Wei of a u40: the low 35 bits times ten to the high five. */
export function amountOf(code: bigint): bigint {
  return decode(code, AMOUNT_BITS);
}

/** Wei of a byte: the low four bits times ten to the high four. */
export function feeOf(code: bigint): bigint {
  return decode(code, FEE_BITS);
}

/** The u40 of `wei` with the smallest exponent; undefined where `wei` has too many digits. */
export function amountCode(wei: bigint): bigint | undefined {
  return encode(wei, AMOUNT_BITS, AMOUNT_EXPONENTS);
}

/** The byte of `wei` with the smallest exponent; undefined where there is none. */
export function feeCode(wei: bigint): bigint | undefined {
  return encode(wei, FEE_BITS, FEE_EXPONENTS);
}

function decode(code: bigint, bits: bigint): bigint {
  return BigInt.asUintN(Number(bits), code) * 10n ** (code >> bits);
}

function encode(wei: bigint, bits: bigint, exponents: bigint): bigint | undefined {
  let mantissa = wei;
  for (let exponent = 0n; exponent < exponents; exponent++) {
    if (mantissa < 1n << bits) return mantissa + (exponent << bits);
    if (mantissa % 10n !== 0n) return undefined;
    mantissa /= 10n;
  }
  return undefined;
}
