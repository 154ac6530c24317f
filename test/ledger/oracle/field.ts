/* Arithmetic modulo the field, from its definition. */

export const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

export function mod(value: bigint): bigint {
  const rest = value % R;
  return rest < 0n ? rest + R : rest;
}

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = mod(result * result);
    if (bit === "1") result = mod(result * base);
  }
  return result;
}

/** Fermat's inverse. */
export function inverse(value: bigint): bigint {
  return power(mod(value), R - 2n);
}

/** A square root after Tonelli and Shanks, or null. r - 1 = 2^28 * ODD, and 5 is no square. */
export function root(value: bigint): bigint | null {
  const n = mod(value);
  if (n === 0n) return 0n;
  if (power(n, (R - 1n) / 2n) !== 1n) return null;
  const ODD = (R - 1n) >> 28n;
  let generator = power(5n, ODD);
  let result = power(n, (ODD + 1n) / 2n);
  let rest = power(n, ODD);
  let order = 28;
  while (rest !== 1n) {
    let least = 0;
    for (let square = rest; square !== 1n; square = mod(square * square)) least++;
    let factor = generator;
    for (let i = 0; i < order - least - 1; i++) factor = mod(factor * factor);
    order = least;
    generator = mod(factor * factor);
    result = mod(result * factor);
    rest = mod(rest * generator);
  }
  return result;
}
