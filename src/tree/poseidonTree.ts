import { equalBytes } from "../crypto/bytes.ts";
import { FIELD, fromBigEndian, toBigEndian } from "../crypto/field.ts";
import { poseidon } from "../crypto/poseidon.ts";
import { decodeSiblings, encodeSiblings, type Rooted, type Scheme } from "./rooted.ts";

/*
 * Sparse trees of arity 4 over Poseidon (docs/ledger.md, State): node = P4(children), a child's place is two bits of the
 * index, the top two at the root. A tree is a value: an update makes a new one that shares what it did not touch, so old
 * states cost nothing to keep and each touched node is hashed once for all changes of an update.
 */

const ARITY = 4;

/** What the hash of a leaf is made of, outermost first: the leaf is the hash of the first, which holds the hash of the second … */
export type Preimages<Leaf> = (leaf: Leaf) => readonly [readonly bigint[], ...(readonly bigint[])[]];

/** A subtree: its hash, and four children above a leaf or the leaf's value. Absent: a subtree of zeros. */
type Node<Leaf> = {
  readonly hash: bigint;
  readonly children?: readonly Child<Leaf>[];
  readonly leaf?: Leaf;
};
type Child<Leaf> = Node<Leaf> | undefined;

const ZERO_HASHES: bigint[] = [0n];

/** Hash of a tree of `depth` levels that holds nothing. */
export function zeroHash(depth: number): bigint {
  for (let level = ZERO_HASHES.length; level <= depth; level++) {
    ZERO_HASHES.push(poseidon(Array.from({ length: ARITY }, () => ZERO_HASHES[level - 1]!)));
  }
  return ZERO_HASHES[depth]!;
}

/** How the root of a tree of `depth` levels, at most 10, stands for its leaves. */
export function poseidonScheme<Leaf>(depth: number, preimages: Preimages<Leaf>): Scheme<bigint, Leaf> {
  const places = ARITY ** depth;
  return {
    name: "Poseidon, arity 4",
    places,
    verify(root, place, leaf, proof) {
      const path = Number.isInteger(place) && place >= 0 && place < places ? decodePath(proof, depth) : undefined;
      if (path === undefined) return false;
      const start = leaf === undefined ? 0n : poseidon(preimages(leaf)[0]);
      const top = path.reduce(
        (node, siblings, level) => poseidon(siblings.toSpliced(placeAt(place, level + 1), 0, node)),
        start,
      );
      return top === root;
    },
  };
}

/** A node by where it is: level 0 are the leaves, the place counts from the left. No hash: nothing is there. */
export type Located<Leaf> = {
  readonly level: number;
  readonly place: number;
  readonly hash: bigint | undefined;
  /** On level 0. */
  readonly leaf: Leaf | undefined;
};

export class PoseidonTree<Leaf> implements Rooted<bigint, Leaf> {
  readonly depth: number;
  readonly scheme: Scheme<bigint, Leaf>;
  readonly #preimages: Preimages<Leaf>;
  readonly #top: Child<Leaf>;

  private constructor(
    depth: number,
    preimages: Preimages<Leaf>,
    top: Child<Leaf>,
    scheme = poseidonScheme(depth, preimages),
  ) {
    this.depth = depth;
    this.scheme = scheme;
    this.#preimages = preimages;
    this.#top = top;
  }

  /** A tree of 4^depth places that holds nothing. No leaf hashes to 0, which stands for an empty place. */
  static empty<Leaf>(depth: number, preimages: Preimages<Leaf>): PoseidonTree<Leaf> {
    return new PoseidonTree(depth, preimages, undefined);
  }

  /**
   * A tree from the nodes that `differences` has named, hashes taken as they are: nothing is hashed again.
   * @param at the node there, if there is one
   */
  static restored<Leaf>(
    depth: number,
    preimages: Preimages<Leaf>,
    at: (level: number, place: number) => Pick<Located<Leaf>, "hash" | "leaf"> | undefined,
  ): PoseidonTree<Leaf> {
    const nodeAt = (level: number, place: number): Child<Leaf> => {
      const { hash, leaf } = at(level, place) ?? {};
      if (hash === undefined) return undefined;
      if (level === 0) return leaf === undefined ? undefined : { hash, leaf };
      return { hash, children: Array.from({ length: ARITY }, (_, i) => nodeAt(level - 1, ARITY * place + i)) };
    };
    return new PoseidonTree(depth, preimages, nodeAt(depth, 0));
  }

  get root(): bigint {
    return this.#top?.hash ?? zeroHash(this.depth);
  }

  /** The leaf at `index`; undefined where there is none. */
  get(index: number): Leaf | undefined {
    let node = this.#top;
    for (let level = this.depth; level > 0 && node !== undefined; level--) node = node.children![placeAt(index, level)];
    return node?.leaf;
  }

  /** The tree with these leaves put in place, or taken out where undefined, each node above them hashed once. Indices are below 4^depth. */
  with(changes: ReadonlyMap<number, Leaf | undefined>): PoseidonTree<Leaf> {
    const sorted = [...changes].toSorted(([a], [b]) => a - b);
    const top = this.#rebuilt(this.#top, this.depth, sorted);
    return new PoseidonTree(this.depth, this.#preimages, top, this.scheme);
  }

  /** Hashes beside the path from the leaf at `index` to the root: three a level, from the leaf up, in order of their places. */
  siblings(index: number): bigint[][] {
    const path: bigint[][] = [];
    let node = this.#top;
    for (let level = this.depth; level > 0; level--) {
      const at = placeAt(index, level);
      path.push(childHashes(node, level).filter((_, i) => i !== at));
      node = node?.children?.[at];
    }
    return path.toReversed();
  }

  prove(index: number): Uint8Array {
    return encodePath(this.siblings(index));
  }

  /** What every node and leaf that `known` does not share is the hash of, from the root down: what POSEIDON_OPEN is asked for. */
  *nodes(known?: PoseidonTree<Leaf>): Generator<readonly bigint[]> {
    yield* this.#nodesBelow(this.#top, known === undefined ? undefined : known.#top, this.depth);
  }

  /** Every node in which this tree is not `known`, those that are gone too, from the root down. */
  *differences(known: PoseidonTree<Leaf>): Generator<Located<Leaf>> {
    yield* this.#differencesBelow(this.#top, known.#top, this.depth, 0);
  }

  *#differencesBelow(node: Child<Leaf>, known: Child<Leaf>, level: number, place: number): Generator<Located<Leaf>> {
    if (node === known) return;
    yield { level, place, hash: node?.hash, leaf: node?.leaf };
    if (level === 0) return;
    for (let i = 0; i < ARITY; i++) {
      yield* this.#differencesBelow(node?.children?.[i], known?.children?.[i], level - 1, ARITY * place + i);
    }
  }

  *#nodesBelow(node: Child<Leaf>, known: Child<Leaf>, level: number): Generator<readonly bigint[]> {
    if (node === undefined || node === known) return;
    if (level === 0) return yield* this.#preimages(node.leaf!);
    yield childHashes(node, level);
    for (const [i, child] of node.children!.entries()) {
      yield* this.#nodesBelow(child, known?.children?.[i], level - 1);
    }
  }

  #rebuilt(node: Child<Leaf>, level: number, changes: readonly (readonly [number, Leaf | undefined])[]): Child<Leaf> {
    if (changes.length === 0) return node;
    if (level === 0) {
      const leaf = changes.at(-1)![1];
      return leaf === undefined ? undefined : { hash: poseidon(this.#preimages(leaf)[0]), leaf };
    }
    const children = Array.from({ length: ARITY }, (_, at) =>
      this.#rebuilt(
        node?.children?.[at],
        level - 1,
        changes.filter(([index]) => placeAt(index, level) === at),
      ),
    );
    // Of an empty subtree nothing is kept: a tree from which everything was taken out is the tree of nothing.
    if (children.every((child) => child === undefined)) return undefined;
    return { hash: poseidon(children.map((child) => child?.hash ?? zeroHash(level - 1))), children };
  }
}

function childHashes<Leaf>(node: Child<Leaf>, level: number): bigint[] {
  return Array.from({ length: ARITY }, (_, i) => node?.children?.[i]?.hash ?? zeroHash(level - 1));
}

/** Bit 3 * level + i of `zeros`: sibling i of that level is left out, as the root of nothing. */
function encodePath(path: readonly (readonly bigint[])[]): Uint8Array {
  const all = path.flatMap((siblings, level) => siblings.map((hash) => ({ hash, isZero: hash === zeroHash(level) })));
  const zeros = all.reduce((bits, { isZero }, i) => (isZero ? bits | (1 << i) : bits), 0);
  return encodeSiblings({ zeros, hashes: all.filter(({ isZero }) => !isZero).map(({ hash }) => toBigEndian(hash)) });
}

/** Undefined for any encoding but the one that `encodePath` gives. */
function decodePath(proof: Uint8Array, depth: number): bigint[][] | undefined {
  const given = decodeSiblings(proof);
  const count = (ARITY - 1) * depth;
  if (given === undefined || given.zeros >= 2 ** count) return undefined;
  const rest = given.hashes.map(fromBigEndian);
  const path = Array.from({ length: depth }, (_, level) =>
    Array.from({ length: ARITY - 1 }, (__, i) =>
      (given.zeros >>> ((ARITY - 1) * level + i)) & 1 ? zeroHash(level) : (rest.shift() ?? FIELD),
    ),
  );
  // Beyond the field there is no canonical number; a root of nothing that was spelled out makes another encoding.
  const isCanonical = path.flat().every((hash) => hash < FIELD) && equalBytes(encodePath(path), proof);
  return isCanonical ? path : undefined;
}

/** Which child of a node at `level` (the root is at the depth) leads to `index`. */
function placeAt(index: number, level: number): number {
  return (index >>> (2 * (level - 1))) & (ARITY - 1);
}
