import { blake512 } from "@noble/hashes/blake1.js";
import { combine, multiplyBase, ORDER, type Point } from "./babyjub.ts";
import { concatBytes } from "./bytes.ts";
import { FIELD, fromLittleEndian, toLittleEndian } from "./field.ts";
import { poseidon } from "./poseidon.ts";

/*
 * EdDSA-Poseidon as circomlibjs signs it, in the form that the ledger posts: (h, S) in place of (R, S). The standard
 * equation S * B = R + h * 8A gives R back, and h = P5(R, A, M) then says whether it was the one.
 */

/** What signs: expanded once from a seed of 32 bytes, as circomlibjs does it at every signature. */
export type SigningKey = {
  /** The pruned scalar, a multiple of 8 below 2^255. */
  readonly scalar: bigint;
  /** The secret part of the nonce's preimage, 32 bytes. */
  readonly prefix: Uint8Array;
  readonly publicKey: Point;
};

/** A signature as it is posted. */
export type Signature = { readonly h: bigint; readonly S: bigint };

/** @param seed 32 secret bytes; circomlibjs calls them the private key */
export function signingKey(seed: Uint8Array): SigningKey {
  const expanded = blake512(seed);
  const pruned = expanded.slice(0, 32);
  pruned[0]! &= 0xf8;
  pruned[31] = (pruned[31]! & 0x7f) | 0x40;
  const scalar = fromLittleEndian(pruned);
  return { scalar, prefix: expanded.slice(32), publicKey: multiplyBase((scalar >> 3n) % ORDER) };
}

/** Signs a message below the field; the same key and message always give the same signature, that of circomlibjs. */
export function sign({ scalar, prefix, publicKey }: SigningKey, message: bigint): Signature {
  const nonce = fromLittleEndian(blake512(concatBytes([prefix, toLittleEndian(message)]))) % ORDER;
  const h = challenge(multiplyBase(nonce), publicKey, message);
  return { h, S: (nonce + h * scalar) % ORDER };
}

/** Whether the signature is that of the key for the message. `key` is a point of the curve, good or not. Total in h and S. */
export function verify({ h, S }: Signature, key: Point, message: bigint): boolean {
  if (h >= FIELD || S >= ORDER) return false;
  return challenge(noncePoint({ h, S }, key), key, message) === h;
}

/** R of the standard form (R, S); for h below the field and S below l. */
export function noncePoint({ h, S }: Signature, key: Point): Point {
  return combine(S, h % ORDER, key);
}

/** (R, S) in the form that is posted. */
export function compact(R: Point, S: bigint, key: Point, message: bigint): Signature {
  return { h: challenge(R, key, message), S };
}

function challenge(R: Point, key: Point, message: bigint): bigint {
  return poseidon([R.x, R.y, key.x, key.y, message]);
}
