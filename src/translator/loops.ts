import type { Flow } from "./flow.ts";

/** Blocks of the loop at each header, the header included, by number. */
export function loopsOf({ before, isCyclic, isHeader, isIrreducible }: Flow): Map<number, readonly number[]> {
  const loops = new Map<number, readonly number[]>();
  if (!isCyclic) return loops;
  before.forEach((sources, header) => {
    if (isHeader[header] === 0) return;
    const body = new Set([header]);
    const open = sources.filter((from) => from >= header && !isIrreducible(from, header));
    for (let block = open.pop(); block !== undefined; block = open.pop()) {
      if (body.has(block)) continue;
      body.add(block);
      open.push(...before[block]!.filter((from) => from > header));
    }
    loops.set(header, [...body]);
  });
  return loops;
}
