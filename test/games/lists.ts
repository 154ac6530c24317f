import { cut, parts, segment } from "../../src/dispute/search.ts";
import { answer, type Dissection } from "../../src/dispute/strategy.ts";
import { toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import type { Table } from "./actor.ts";
import type { Run } from "./toyWorld.ts";

/** How a liar dissects. */
export const LISTS = ["own run", "anything", "mirror", "prefix", "last segment"] as const;
export type ListKind = (typeof LISTS)[number];

/** The segment that a liar selects, and its list of it; undefined list where the segment is one step long. */
export type Lie = { readonly index: number; readonly start: number; readonly next: Dissection | undefined };

/** What a liar of this kind answers to `theirs`: always something that the contract accepts, if there is anything. */
export async function lieAbout(
  table: Table,
  kind: ListKind,
  theirs: Dissection,
  own: Run | undefined,
  truth: Run,
): Promise<Lie | undefined> {
  const { nary } = table.host.rules;
  if (kind === "own run") {
    const reply = own === undefined ? undefined : await answer(theirs, own, nary);
    if (reply === undefined || reply.kind === "agree") return undefined;
    const start = cut(theirs.start, theirs.length, nary, reply.index);
    return { index: reply.index, start, next: reply.kind === "prove" ? undefined : reply.dissection };
  }
  const count = theirs.hashes.length - 1;
  const index = kind === "last segment" ? count - 1 : table.random.below(count);
  const { start, length } = segment(theirs.start, theirs.length, nary, index);
  if (length === 1) return { index, start, next: undefined };
  const m = parts(length, nary);
  const real = await truth.hashesAt(Array.from({ length: m + 1 }, (_, i) => cut(start, length, nary, i)));
  const hashes = real.map((hash, i) =>
    i === 0 ? theirs.hashes[index] : isFalse(table, kind, i, m) ? anyHash(table) : hash,
  );
  if (hashes[m] === theirs.hashes[index + 1]) hashes[m] = anyHash(table);
  return { index, start, next: { start, length, hashes } };
}

/** Whether hash `i` of `m` is made up: all but the end are true, or all from one place on, or any. */
function isFalse(table: Table, kind: ListKind, i: number, m: number): boolean {
  if (kind === "mirror") return i === m;
  if (kind === "prefix") return i * 2 > m;
  return table.chance(50);
}

export function anyHash(table: Table): StateHash {
  return toHex(table.random.bytes(32)) as StateHash;
}
