import { concatBytes } from "../crypto/bytes.ts";

/*
 * Values at numbered places, for all of which one short root stands. The machine's memory (chunks.ts) and the ledger's
 * accounts (poseidonTree.ts) are kept so; whoever keeps them needs `Rooted`, whoever is shown one of them only `Scheme`.
 * A third way, such as a Verkle tree, is one more file with both.
 */

/** How a root stands for values, and how a proof shows one of them to somebody who has only the root. */
export interface Scheme<Root, Value> {
  /** For people and tables. */
  readonly name: string;
  /** Places there are, from 0 on. */
  readonly places: number;
  /**
   * Whether the root has this value, or none where undefined, at the place. A proof has one encoding: false for any
   * other, and for bytes that are no proof.
   */
  verify(root: Root, place: number, value: Value | undefined, proof: Uint8Array): boolean;
}

/** Values under a root. */
export interface Rooted<Root, Value> {
  readonly scheme: Scheme<Root, Value>;
  readonly root: Root;
  get(place: number): Value | undefined;
  /** What convinces `scheme.verify` of the value at the place, or that there is none. */
  prove(place: number): Uint8Array;
}

/** The siblings of a path in the one form that a proof may have: bit i of `zeros` set for each one left out, a root of nothing. */
export type Siblings = { readonly zeros: number; readonly hashes: readonly Uint8Array[] };

const HASH_BYTES = 32;

/** zeros u32, big-endian | hashes */
export function encodeSiblings({ zeros, hashes }: Siblings): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, zeros);
  return concatBytes([head, ...hashes]);
}

/** Undefined for bytes that cannot be siblings. */
export function decodeSiblings(bytes: Uint8Array): Siblings | undefined {
  if (bytes.length % HASH_BYTES !== 4) return undefined;
  const zeros = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const count = (bytes.length - 4) / HASH_BYTES;
  const hashes = Array.from({ length: count }, (_, i) => bytes.slice(4 + HASH_BYTES * i, 4 + HASH_BYTES * (i + 1)));
  return { zeros, hashes };
}
