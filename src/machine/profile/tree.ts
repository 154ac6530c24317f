/** Deepest node, and most nodes, of a tree; what lies beyond is counted for the node where it left the tree. */
export const MOST_DEPTH = 96;
const MOST_NODES = 2 ** 16;

/** What the tree is made of: a region under the way of calls that led to it, with the steps taken in it. */
export type TreeNode = {
  readonly region: number;
  /** Steps in the region itself. */
  readonly self: number;
  readonly children: readonly TreeNode[];
};

/** Steps by the way of calls on which they were taken, for each phase a tree of its own. Nodes are numbers. */
export class CallTree {
  readonly #regions: number[] = [];
  readonly #self: number[] = [];
  readonly #depths: number[] = [];
  readonly #children: Map<number, number>[] = [];

  /** A tree of its own. */
  plant(): number {
    return this.#add(-1, 0);
  }

  /** The node for `region` called from where `node` stands. */
  child(node: number, region: number): number {
    const known = this.#children[node]!.get(region);
    if (known !== undefined) return known;
    const depth = this.#depths[node]! + 1;
    if (depth > MOST_DEPTH || this.#regions.length >= MOST_NODES) return node;
    const made = this.#add(region, depth);
    this.#children[node]!.set(region, made);
    return made;
  }

  count(node: number, steps: number): void {
    this.#self[node]! += steps;
  }

  /** What stands directly below `root`. */
  below(root: number): TreeNode[] {
    return [...this.#children[root]!.values()].map((node) => ({
      region: this.#regions[node]!,
      self: this.#self[node]!,
      children: this.below(node),
    }));
  }

  #add(region: number, depth: number): number {
    this.#self.push(0);
    this.#depths.push(depth);
    this.#children.push(new Map());
    return this.#regions.push(region) - 1;
  }
}
