import { concatBytes } from "../../src/crypto/bytes.ts";
import { FIELD, fromBigEndian, toBigEndian } from "../../src/crypto/field.ts";
import { zeroRoots } from "../../src/tree/merkle.ts";
import type { Sample } from "./hostileSamples.ts";

/** A proof that is not the true one, and what was done to it. */
export type Mutant = { readonly what: string; readonly proof: Uint8Array };

const [ROOTS_OFFSET, ROW, CPU, STATUS, EXIT_CODE, COUNT] = [198, 8, 64, 192, 193, 197];

export function proofOf({ head, parts }: Pick<Sample, "head" | "parts">): Uint8Array {
  return concatBytes([head, ...parts]);
}

/** Each byte, from the one numbered `from` on, changed by each of `masks`. */
export function changed(sample: Sample, masks: (at: number) => readonly number[], from = 0): Mutant[] {
  const proof = proofOf(sample);
  return [...proof.keys()].slice(from).flatMap((at) =>
    masks(at).map((mask) => {
      const spoilt = proof.slice();
      spoilt[at]! ^= mask;
      return { what: `byte ${at} xor ${mask}`, proof: spoilt };
    }),
  );
}

/** Cut at every `stride`-th length and at every end of a part, and one byte before and behind it. */
export function truncated(sample: Sample, stride: number): Mutant[] {
  const proof = proofOf(sample);
  const lengths = new Set<number>();
  for (let length = 0; length < proof.length; length += stride) lengths.add(length);
  let end = 0;
  for (const part of [sample.head, ...sample.parts]) {
    end += part.length;
    for (const length of [end - 32, end - 1, end, end + 1])
      if (length >= 0 && length < proof.length) lengths.add(length);
  }
  return [...lengths].map((length) => ({ what: `cut to ${length}`, proof: proof.slice(0, length) }));
}

/** With bytes behind its end. */
export function extended(sample: Sample): Mutant[] {
  const proof = proofOf(sample);
  const tails = [1, 4, 31, 32, 33, 36, 64].flatMap((length) =>
    [0, 1, 0xff].map((byte) => new Uint8Array(length).fill(byte)),
  );
  return [...tails, proof, sample.head, ...sample.parts].map((tail) => ({
    what: `extended by ${tail.length} bytes, the first ${tail[0]}`,
    proof: concatBytes([proof, tail]),
  }));
}

/** Fields of the head: each set to its edges, rows and roots exchanged, left out and doubled. */
export function spoiltHeads({ head, parts }: Sample): Mutant[] {
  const count = head[COUNT]!;
  const roots = ROOTS_OFFSET + ROW * count;
  const found: Mutant[] = [];
  const add = (what: string, changedHead: Uint8Array): number =>
    found.push({ what, proof: proofOf({ head: changedHead, parts }) });
  const set = (at: number, bytes: readonly number[]): Uint8Array => {
    const spoilt = head.slice();
    spoilt.set(bytes, at);
    return spoilt;
  };
  for (let at = 0; at < STATUS; at += at < CPU ? 32 : 4) {
    const length = at < CPU ? 32 : 4;
    for (const byte of [0, 0xff]) add(`field at ${at} all ${byte}`, set(at, Array(length).fill(byte)));
  }
  for (const status of [0, 1, 2, 3, 128, 255]) add(`status ${status}`, set(STATUS, [status]));
  for (const code of [0, 1, 9, 255]) add(`exit code ${code}`, set(EXIT_CODE, [0, 0, 0, code]));
  for (const rows of [0, count - 1, count + 1, 16, 17, 255]) add(`${rows} rows`, set(COUNT, [rows]));
  for (let row = 0; row < count; row++) {
    const at = ROOTS_OFFSET + ROW * row;
    for (const kind of [0, 1, 2, 3, 4, 5, 255]) add(`kind ${kind} of row ${row}`, set(at + 7, [kind]));
    for (const pages of [0, 1, 2, 255]) add(`${pages} pages of row ${row}`, set(at + 4, [0, 0, pages]));
    const other = (row + 1) % count;
    add(`roots ${row} and ${other} exchanged`, exchanged(head, roots + 32 * row, roots + 32 * other, 32));
    add(`rows ${row} and ${other} exchanged`, exchanged(head, at, ROOTS_OFFSET + ROW * other, ROW));
    const both = exchanged(
      exchanged(head, at, ROOTS_OFFSET + ROW * other, ROW),
      roots + 32 * row,
      roots + 32 * other,
      32,
    );
    add(`rows and roots ${row} and ${other} exchanged`, both);
    const without = [head.slice(0, at), head.slice(at + ROW, roots + 32 * row), head.slice(roots + 32 * (row + 1))];
    add(`row ${row} left out`, withCount(concatBytes(without), count - 1));
    const doubled = [head.slice(0, at + ROW), head.slice(at, roots + 32 * (row + 1)), head.slice(roots + 32 * row)];
    add(`row ${row} twice`, withCount(concatBytes(doubled), count + 1));
  }
  return found;
}

/** Other encodings of the accesses, other leaves, another order. */
export function spoiltAccesses({ head, parts, strangers }: Sample): Mutant[] {
  const found: Mutant[] = [];
  const add = (what: string, changedParts: readonly Uint8Array[]): number =>
    found.push({ what, proof: proofOf({ head, parts: changedParts }) });
  for (const [i, part] of parts.entries()) {
    add(`part ${i} left out`, parts.toSpliced(i, 1));
    add(`part ${i} twice`, parts.toSpliced(i, 0, part));
    if (i > 0) add(`parts ${i - 1} and ${i} exchanged`, parts.with(i - 1, part).with(i, parts[i - 1]!));
    add(
      `part ${i} in the place of all`,
      parts.map(() => part),
    );
    for (const [n, stranger] of strangers.entries())
      add(`part ${i} is leaf ${n} of elsewhere`, parts.with(i, stranger));
    const others = part.length === 32 ? spoiltChild(part) : spoiltAccess(part);
    for (const { what, proof: bytes } of others) add(`${what} of part ${i}`, parts.with(i, bytes));
  }
  if (parts.length === 0) for (const [n, stranger] of strangers.entries()) add(`leaf ${n} for nothing`, [stranger]);
  return found;
}

/** Another encoding of one access: `leaf 32 | zeros u32 | siblings`. */
function spoiltAccess(access: Uint8Array): Mutant[] {
  const leaf = access.slice(0, 32);
  const zeros = new DataView(access.buffer, access.byteOffset).getUint32(32);
  const given: Uint8Array[] = Array.from({ length: (access.length - 36) / 32 }, (_, i) =>
    access.slice(36 + 32 * i, 68 + 32 * i),
  );
  const depth = given.length + popcount(zeros);
  const found: Mutant[] = [];
  const add = (what: string, bits: number, siblings: readonly Uint8Array[], other = leaf): number =>
    found.push({ what, proof: concatBytes([other, word(bits), ...siblings]) });
  for (let level = 0; level < 32; level++) {
    const before = level - popcount(zeros & (2 ** level - 1));
    const bit = 1 << level;
    if (level >= depth) add(`bit ${level} beyond the depth`, zeros | bit, given);
    else if ((zeros & bit) !== 0) {
      const spelt = given.toSpliced(before, 0, zeroRoots()[level]!);
      add(`zero sibling ${level} spelled out`, zeros & ~bit, spelt);
      add(`zero sibling ${level} spelled out, its bit set`, zeros, spelt);
      add(`bit ${level} cleared`, zeros & ~bit, given);
    } else {
      add(`sibling ${level} left out, its bit set`, zeros | bit, given.toSpliced(before, 1));
      add(`bit ${level} set`, zeros | bit, given);
      add(`sibling ${level} is zero`, zeros, given.with(before, new Uint8Array(32)));
      add(`sibling ${level} is the zero root`, zeros, given.with(before, zeroRoots()[level]!));
      add(`sibling ${level} twice`, zeros, given.toSpliced(before, 0, given[before]!));
      add(`sibling ${level} is the leaf`, zeros, given.with(before, leaf));
      add(`leaf and sibling ${level} exchanged`, zeros, given.with(before, leaf), given[before]!.slice());
    }
  }
  for (let i = 1; i < given.length; i++) {
    add(`siblings ${i - 1} and ${i} exchanged`, zeros, given.with(i - 1, given[i]!).with(i, given[i - 1]!));
  }
  add("siblings from the root down", zeros, given.toReversed());
  add("bits turned over", ~zeros, given);
  add("all bits set", -1, []);
  add("a leaf turned around", zeros, given, leaf.toReversed());
  return found.filter(({ proof }) => Buffer.compare(proof, access) !== 0);
}

/** The same child as another number of 32 bytes, and other children. */
function spoiltChild(child: Uint8Array): Mutant[] {
  const number = fromBigEndian(child);
  const others = [number + FIELD, number + 2n * FIELD, number + 3n * FIELD, FIELD, 2n ** 256n - 1n, number + 1n, 0n];
  return [
    ...others
      .filter((other) => other < 2n ** 256n && other !== number)
      .map((other) => ({ what: `child ${other}`, proof: toBigEndian(other) })),
    { what: "little-endian child", proof: child.toReversed() },
  ];
}

function exchanged(bytes: Uint8Array, a: number, b: number, length: number): Uint8Array {
  const spoilt = bytes.slice();
  spoilt.set(bytes.subarray(a, a + length), b);
  spoilt.set(bytes.subarray(b, b + length), a);
  return spoilt;
}

function withCount(head: Uint8Array, count: number): Uint8Array {
  head[COUNT] = count;
  return head;
}

function word(bits: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, bits >>> 0);
  return bytes;
}

function popcount(bits: number): number {
  return (bits >>> 0).toString(2).replaceAll("0", "").length;
}
