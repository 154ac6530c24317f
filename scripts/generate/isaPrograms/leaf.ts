import { hex } from "./program.ts";

/** BN254's scalar field. */
export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** The largest number in a leaf. */
export const TOP = 2n ** 256n - 1n;

/** A leaf as eight little-endian words. */
export function leafWords(value: bigint): bigint[] {
  return Array.from({ length: 8 }, (_, i) => (value >> BigInt(32 * i)) & 0xffffffffn);
}

/** `.word` directive of a leaf. */
export function leaf(value: bigint): string {
  return `.word ${leafWords(value).map(hex).join(", ")}`;
}
