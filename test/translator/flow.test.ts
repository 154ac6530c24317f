import { expect } from "chai";
import { describe, it } from "mocha";
import { Random } from "../../scripts/lib/random.ts";
import type { Flow } from "../../src/translator/flow.ts";
import { graph } from "./flowOf.ts";

const SEED = 5;

/** Blocks by their numbers in the graph. */
const nodes = ({ order }: Flow): number[] => order.map(({ pc }) => pc);

describe(`src/translator/flow (seed ${SEED})`, () => {
  it("a diamond: both ways before where they meet, which the branch dominates", () => {
    const found = graph([[1, 2], [3], [3], []]);
    expect(nodes(found)[0]).to.equal(0);
    expect(nodes(found).at(-1)).to.equal(3);
    expect([...found.isMerge]).to.deep.equal([0, 0, 0, 1]);
    expect([...found.isHeader]).to.deep.equal([0, 0, 0, 0]);
    expect(found.children[0]!.toSorted()).to.deep.equal([1, 2, 3]);
    expect(found.before[3]!.toSorted()).to.deep.equal([1, 2]);
  });

  it("a loop: its header is no merge, unless it is come to by two ways", () => {
    const found = graph([[1], [1, 2], []]);
    expect([...found.isHeader]).to.deep.equal([0, 1, 0]);
    expect([...found.isMerge]).to.deep.equal([0, 0, 0]);
    const two = graph([[1, 2], [2], [2, 3], []]);
    expect([...two.isHeader]).to.deep.equal([0, 0, 1, 0]);
    expect([...two.isMerge]).to.deep.equal([0, 0, 1, 0]);
  });

  it("a loop with two entries has no header: the edge back is irreducible", () => {
    const found = graph([[1, 2], [2, 3], [1], []]);
    expect([...found.isHeader]).to.deep.equal([0, 0, 0, 0]);
    const back = found.next.flatMap((ways, from) =>
      ways.map((to) => [from, to] as const).filter(([source, to]) => found.isIrreducible(source, to)),
    );
    expect(back).to.have.length(1);
    expect(back[0]![1]).to.be.at.most(back[0]![0]);
  });

  it("random graphs: dominators are those that every way passes", () => {
    const random = new Random(SEED);
    for (let round = 0; round < 40; round++) {
      const length = 2 + random.below(12);
      const edges = Array.from({ length }, () => Array.from({ length: random.below(3) }, () => random.below(length)));
      const found = graph(edges);
      const count = found.order.length;
      expect([...nodes(found)].toSorted((a, b) => a - b)).to.deep.equal(
        [...reached(edges, -1)].toSorted((a, b) => a - b),
      );
      // Block `a` dominates those that are not reached without it.
      const dominates = (a: number, b: number): boolean => !reached(edges, nodes(found)[a]!).has(nodes(found)[b]!);
      for (let parent = 0; parent < count; parent++) {
        for (const child of found.children[parent]!) {
          expect(dominates(parent, child), `round ${round}: ${parent} over ${child}`).to.equal(true);
          const closer = found.order.findIndex(
            (_, i) => i !== parent && i !== child && dominates(parent, i) && dominates(i, child),
          );
          expect(closer, `round ${round}: between ${parent} and ${child}`).to.equal(-1);
        }
      }
      const isBack = (from: number, to: number): boolean => to <= from;
      for (let to = 0; to < count; to++) {
        const sources = found.before[to]!;
        const isHeader = sources.some((from) => isBack(from, to) && dominates(to, from));
        expect(found.isHeader[to] === 1, `round ${round}: header ${to}`).to.equal(isHeader);
        expect(found.isMerge[to] === 1).to.equal(sources.filter((from) => from < to).length > 1);
        for (const from of sources) {
          expect(found.isIrreducible(from, to)).to.equal(isBack(from, to) && !dominates(to, from));
        }
      }
    }
  });
});

/** What is reached from the first without passing `closed`. */
function reached(edges: readonly (readonly number[])[], closed: number): Set<number> {
  const seen = new Set(closed === 0 ? [] : [0]);
  for (const node of seen) for (const next of edges[node]!) if (next !== closed) seen.add(next);
  return seen;
}
