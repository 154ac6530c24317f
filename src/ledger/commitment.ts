import { FIELD, fromBigEndian, toBigEndian } from "../crypto/field.ts";
import { keccak256 } from "../crypto/keccak.ts";
import { poseidon } from "../crypto/poseidon.ts";
import { type Hex, toBytes } from "../types/hex.ts";
import { type Batch, prefixBytes, recordBytes, recordCount } from "./body.ts";
import { WORD_BYTES } from "./constants.ts";

/*
 * How a proof is bound to the posted bytes without hashing them (docs/ledger.md, Commitment): c commits to the words, and
 * y is the polynomial of the words at a z that nobody knew before c was fixed.
 */

/** Three words: what one hash of the commitment takes in. */
export type Triple = readonly [bigint, bigint, bigint];

/** Triples before the first record's: the eight header leaves and the body's first word. */
export const HEADER_TRIPLES = 3;

/** The words of a batch: three triples of header and prefix, then one for each record. */
export function triplesOf({ header, body }: Batch): Triple[] {
  const head = [...header, ...wordsIn(prefixBytes(body))];
  const records = Array.from({ length: recordCount(body.length) }, (_, i) => wordsIn(recordBytes(body, i)));
  return [head.slice(0, 3), head.slice(3, 6), head.slice(6, 9), ...records].map(triple);
}

/** c after each triple, from none on: c itself is the last. */
export function commitments(triples: readonly Triple[]): bigint[] {
  return running(triples, (c, words) => poseidon([c, ...words]));
}

/** The polynomial of the words at z after each triple, from none on: y is the last. */
export function evaluations(triples: readonly Triple[], z: bigint): bigint[] {
  return running(triples, (y, words) => words.reduce((sum, word) => (sum * z + word) % FIELD, y));
}

/** Where the polynomial is evaluated: keccak256(inputRoot | inputLength u32 | c, 32 bytes) mod r, all big-endian. */
export function challengePoint(inputRoot: Hex, inputLength: number, c: bigint): bigint {
  const length = toBigEndian(BigInt(inputLength)).subarray(28);
  return fromBigEndian(keccak256(toBytes(inputRoot, 32), length, toBigEndian(c))) % FIELD;
}

function running(triples: readonly Triple[], next: (value: bigint, words: Triple) => bigint): bigint[] {
  const values = [0n];
  for (const words of triples) values.push(next(values.at(-1)!, words));
  return values;
}

function wordsIn(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / WORD_BYTES }, (_, i) =>
    fromBigEndian(bytes.subarray(WORD_BYTES * i, WORD_BYTES * (i + 1))),
  );
}

function triple(words: readonly bigint[]): Triple {
  return [words[0]!, words[1]!, words[2]!];
}
