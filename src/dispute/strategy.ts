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
 * The one move of the game: select the first segment whose start `trace` accepts and whose end it rejects; dissect it, or prove
 * it where it is one step long. Whoever answers with the true trace never loses (docs/dispute.md, soundness).
 */
export async function answer(theirs: Dissection, trace: Trace, nary: number): Promise<Answer> {
  const ours = await dissect(trace, theirs.start, theirs.length, nary);
  const end = ours.hashes.findIndex((hash, i) => hash !== theirs.hashes[i]);
  if (end < 1) return { kind: "agree" };
  const index = end - 1;
  const start = cut(theirs.start, theirs.length, nary, index);
  const length = cut(theirs.start, theirs.length, nary, end) - start;
  if (length === 1) return { kind: "prove", index, step: start, proof: await trace.proofAt(start) };
  return { kind: "dissect", index, dissection: await dissect(trace, start, length, nary) };
}
