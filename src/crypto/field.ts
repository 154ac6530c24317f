/** Order of the BN254 scalar field, in which circom circuits and Poseidon compute. */
export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The little-endian number in `bytes` (docs/machine.md: a leaf as a number). */
export function fromLittleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

/** `value` in 32 little-endian bytes; it must be below 2^256. */
export function toLittleEndian(value: bigint): Uint8Array {
  return toBigEndian(value).reverse();
}

/** The big-endian number in `bytes`, the EVM's order. */
export function fromBigEndian(bytes: Uint8Array): bigint {
  return fromLittleEndian(bytes.toReversed());
}

/** `value` in 32 big-endian bytes; it must be below 2^256. */
export function toBigEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 31, rest = value; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}
