import { type Flow, flowOf } from "./flow.ts";
import { loopsOf } from "./loops.ts";

/** Instructions of a loop that is worth it, and of all its copies together. */
const [MAX_LOOP, MAX_COPIES] = [96, 256];

/** Times that a loop is there at most. */
const MAX_TIMES = 4;

/**
 * The same function with its small innermost loops several times each, one copy leading to the next: whether the steps suffice,
 * and where values lie for the next round, is then seen to once in so many rounds, and the engine finds no copying of registers to be
 * any work. A loop that calls anybody, or jumps by a register, does so much else that it stays as it is.
 */
export function unrolled(flow: Flow): Flow {
  const blocks = [...flow.order];
  const next = flow.next.map((ways) => [...ways]);
  for (const [header, loop] of innermost(flow)) {
    const size = loop.reduce((sum, x) => sum + flow.order[x]!.body.length, 0);
    if (size > MAX_LOOP || !loop.every((x) => isSimple(flow, x, header))) continue;
    const times = Math.min(MAX_TIMES, Math.floor(MAX_COPIES / size));
    // Where the header of each copy is, the last one being followed by the first.
    const members = new Map(loop.map((x, i) => [x, i]));
    const copies = Array.from({ length: times - 1 }, (_, copy) => blocks.length + copy * loop.length);
    const placeIn = (copy: number, x: number): number => {
      const member = members.get(x);
      if (member === undefined) return x;
      const [turn, at] = x === header ? [(copy + 1) % times, 0] : [copy, member];
      return turn === 0 ? x : copies[turn - 1]! + at;
    };
    for (const x of loop) next[x] = flow.next[x]!.map((to) => placeIn(0, to));
    for (let copy = 1; copy < times; copy++) {
      for (const x of loop) {
        blocks.push(flow.order[x]!);
        next.push(flow.next[x]!.map((to) => placeIn(copy, to)));
      }
    }
  }
  return blocks.length === flow.order.length ? flow : flowOf({ blocks, next });
}

/** Loops with no other loop in them: blocks by header, which comes first. */
function innermost(flow: Flow): [header: number, blocks: readonly number[]][] {
  return [...loopsOf(flow)].filter(([header, loop]) => loop.every((x) => x === header || flow.isHeader[x] === 0));
}

function isSimple({ order, next, isIrreducible }: Flow, x: number, header: number): boolean {
  const { kind } = order[x]!.end;
  return (kind === "goto" || kind === "branch") && next[x]!.every((to) => to === header || !isIrreducible(x, to));
}
