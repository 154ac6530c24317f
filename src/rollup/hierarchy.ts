import { parts, segment } from "../dispute/search.ts";
import type { Chronicle, Passage } from "../machine/profile/chronicle.ts";
import type { Step } from "../types/step.ts";

/** Steps of a run. */
export type Span = { readonly start: Step; readonly length: Step };

/**
 * The segments that a search over `maxSteps` steps goes through on its way to `target`, the whole span first: each is cut
 * where the rules cut it, and the part is taken that holds the target, until a segment is no longer than that.
 */
export function segmentsTo(maxSteps: Step, nary: number, target: Span): Span[] {
  const found: Span[] = [{ start: 0, length: maxSteps }];
  for (let { start, length } = found[0]!; length > target.length;) {
    const pieces = Array.from({ length: parts(length, nary) }, (_, i) => segment(start, length, nary, i));
    const next = pieces.findLast((piece) => piece.start <= target.start) as Span;
    found.push(next);
    ({ start, length } = next);
  }
  return found;
}

/** What a run does in each of these segments. */
export function tellAll(chronicle: Chronicle, spans: readonly Span[]): Passage[] {
  return spans.map(({ start, length }) => chronicle.tell(start, length));
}
