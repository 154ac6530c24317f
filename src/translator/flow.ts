import type { Block } from "./blocks.ts";

/** A function's blocks in reverse postorder, and what structured control flow has to know of them. All numbers are places in `order`. */
export type Flow = {
  readonly order: readonly Block[];
  /** Where each leads, in the order that the block has its ways in. */
  readonly next: readonly (readonly number[])[];
  /** Blocks from which each is reached. */
  readonly before: readonly (readonly number[])[];
  /** The block that directly dominates each; of the first, itself. */
  readonly dominator: Int32Array;
  /** Blocks that each dominates directly. */
  readonly children: readonly (readonly number[])[];
  /** Some edge leads backwards. Where none does, one pass over the blocks in order sees all that there is. */
  readonly isCyclic: boolean;
  /** An edge leads back there from a block that it dominates. */
  readonly isHeader: Uint8Array;
  /** Copies of a loop begin there that is known to end before the steps do. */
  readonly isCounted: Uint8Array;
  /** More than one edge leads there from blocks before it in the order. */
  readonly isMerge: Uint8Array;
  /** Whether the edge leads backwards to a block that does not dominate its source: no loop of a structured program. */
  readonly isIrreducible: (from: number, to: number) => boolean;
};

/** Blocks and what follows each, by place, and where the function is entered. */
export type Graph = {
  readonly blocks: readonly Block[];
  readonly next: readonly (readonly number[])[];
  readonly entry: number;
};

/** Blocks by pc, as they lead to one another. */
export function graphOf(found: ReadonlyMap<number, Block>, entry: number): Graph {
  const blocks = [...found.values()];
  const numberOf = new Map(blocks.map(({ pc }, i) => [pc, i]));
  return { blocks, next: blocks.map(({ next }) => next.map((pc) => numberOf.get(pc)!)), entry: numberOf.get(entry)! };
}

export function flowOf(graph: Graph): Flow {
  const places = reversePostorder(graph);
  const order = places.map((place) => graph.blocks[place]!);
  const numbers = new Int32Array(graph.blocks.length);
  places.forEach((place, i) => (numbers[place] = i));
  const next = places.map((place) => graph.next[place]!.map((to) => numbers[to]!));
  const before: number[][] = order.map(() => []);
  let isCyclic = false;
  next.forEach((following, i) => {
    for (const to of following) {
      before[to]!.push(i);
      if (to <= i) isCyclic = true;
    }
  });
  const dominator = dominators(before, isCyclic);
  const children: number[][] = order.map(() => []);
  for (let i = 1; i < order.length; i++) children[dominator[i]!]!.push(i);
  const isIrreducible = (from: number, to: number): boolean => to <= from && !dominates(dominator, to, from);
  const isHeader = new Uint8Array(order.length);
  const isMerge = new Uint8Array(order.length);
  before.forEach((sources, to) => {
    let forward = 0;
    for (const from of sources) {
      if (from < to) forward++;
      else if (dominates(dominator, to, from)) isHeader[to] = 1;
    }
    if (forward > 1) isMerge[to] = 1;
  });
  const isCounted = new Uint8Array(order.length);
  order.forEach(({ end }, i) => {
    if (end.kind === "gate" && end.counted !== undefined) isCounted[next[i]![0]!] = 1;
  });
  return { order, next, before, dominator, children, isCyclic, isHeader, isCounted, isMerge, isIrreducible };
}

function reversePostorder({ next, entry }: Graph): number[] {
  const isSeen = new Uint8Array(next.length);
  isSeen[entry] = 1;
  const order: number[] = [];
  const path = [entry];
  // How many of the ways on from each block were looked at.
  const looked = new Int32Array(next.length);
  for (let block = path.at(-1); block !== undefined; block = path.at(-1)) {
    const to = next[block]![looked[block]!++];
    if (to === undefined) order.push(path.pop()!);
    else if (isSeen[to] === 0) {
      isSeen[to] = 1;
      path.push(to);
    }
  }
  return order.reverse();
}

/** K. D. Cooper, T. J. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm". */
function dominators(before: readonly (readonly number[])[], isCyclic: boolean): Int32Array {
  const dominator = new Int32Array(before.length).fill(-1);
  dominator[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 1; i < before.length; i++) {
      let common = -1;
      for (const source of before[i]!) {
        if (dominator[source]! < 0) continue;
        common = common < 0 ? source : meet(dominator, source, common);
      }
      if (dominator[i] === common) continue;
      dominator[i] = common;
      changed = isCyclic;
    }
  }
  return dominator;
}

function meet(dominator: Int32Array, a: number, b: number): number {
  while (a !== b) {
    while (a > b) a = dominator[a]!;
    while (b > a) b = dominator[b]!;
  }
  return a;
}

function dominates(dominator: Int32Array, a: number, b: number): boolean {
  while (b > a) b = dominator[b]!;
  return a === b;
}
