import type { Hex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";
import { cut, parts } from "./search.ts";
import type { Trace } from "./trace.ts";

/** One side's hashes over a segment of the trace: h_0 … h_m at the m + 1 cuts (docs/dispute.md). */
export type Dissection = {
  /** First step of the segment. */
  readonly start: number;
  /** Steps in it. */
  readonly length: number;
  readonly hashes: readonly StateHash[];
};

/** What a side that believes its trace does about the other side's dissection. */
export type Answer =
  | { readonly kind: "dissect"; readonly index: number; readonly dissection: Dissection }
  | { readonly kind: "prove"; readonly index: number; readonly step: number; readonly proof: Hex }
  /** The trace agrees with every segment: nothing can be answered in good faith. */
  | { readonly kind: "agree" };

/** The dissection that `trace` makes of a segment. */
export async function dissect(trace: Trace, start: number, length: number, nary: number): Promise<Dissection> {
  const m = parts(length, nary);
  const steps = Array.from({ length: m + 1 }, (_, i) => cut(start, length, nary, i));
  return { start, length, hashes: await trace.hashesAt(steps) };
}

/**
 * The one move of the game: select a segment whose start `trace` accepts and whose end it rejects; dissect it, or prove it
 * where it is one step long. Whoever answers with the true trace never loses (docs/dispute.md, soundness).
 */
export async function answer(theirs: Dissection, trace: Trace, nary: number): Promise<Answer> {
  const index = await selected(theirs, trace, nary);
  if (index === undefined) return { kind: "agree" };
  const start = cut(theirs.start, theirs.length, nary, index);
  const length = cut(theirs.start, theirs.length, nary, index + 1) - start;
  if (length === 1) return { kind: "prove", index, step: start, proof: await trace.proofAt(start) };
  return { kind: "dissect", index, dissection: await dissect(trace, start, length, nary) };
}

/**
 * Bisects the list where its start is accepted and its end rejected, since a hash can cost all of a memory: of 17 hashes four
 * are looked at instead of 15. Which of several such segments that finds does not matter.
 */
async function selected(theirs: Dissection, trace: Trace, nary: number): Promise<number | undefined> {
  const { start, length, hashes } = theirs;
  const [first, last] = await trace.hashesAt([start, start + length]);
  if (first !== hashes[0]) return undefined;
  let [accepted, rejected] = [0, hashes.length - 1];
  if (last === hashes[rejected]) {
    const ours = await dissect(trace, start, length, nary);
    rejected = ours.hashes.findIndex((hash, i) => hash !== hashes[i]);
    return rejected < 0 ? undefined : rejected - 1;
  }
  while (rejected - accepted > 1) {
    const middle = Math.floor((accepted + rejected) / 2);
    const [ours] = await trace.hashesAt([cut(start, length, nary, middle)]);
    if (ours === hashes[middle]) accepted = middle;
    else rejected = middle;
  }
  return accepted;
}
