import { expect } from "chai";
import { describe, it } from "mocha";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { PoseidonTree, zeroHash } from "../../src/tree/poseidonTree.ts";
import { random } from "../helpers/random.ts";
import { treeRoot } from "../ledger/oracle/ledger.ts";

/** Leaves that are numbers, hashed as the pair of the number and one. */
const preimages = (leaf: bigint): [bigint[]] => [[leaf, 1n]];
const hashOf = (leaf: bigint): bigint => poseidon([leaf, 1n]);
const DEPTH = 3;
const empty = PoseidonTree.empty(DEPTH, preimages);
const naive = (leaves: ReadonlyMap<number, bigint>): bigint =>
  treeRoot(new Map([...leaves].map(([i, leaf]) => [i, hashOf(leaf)])), DEPTH);

describe("poseidonTree", () => {
  it("of nothing is the tree of zeros", () => {
    expect(zeroHash(0)).to.equal(0n);
    expect(zeroHash(1)).to.equal(poseidon([0n, 0n, 0n, 0n]));
    expect(empty.root).to.equal(naive(new Map()));
    expect(empty.get(5)).to.equal(undefined);
    expect([...empty.nodes()]).to.deep.equal([]);
  });

  it("has the root of a tree built at once, whatever the updates", () => {
    const seed = 77;
    const next = random(seed);
    const leaves = new Map<number, bigint>();
    let tree = empty;
    for (let round = 0; round < 12; round++) {
      const changes = new Map(Array.from({ length: next() % 6 }, () => [next() % 64, BigInt(next())] as const));
      for (const [index, leaf] of changes) leaves.set(index, leaf);
      tree = tree.with(changes);
      expect(tree.root, `seed ${seed}, round ${round}`).to.equal(naive(leaves));
      for (let index = 0; index < 64; index++) expect(tree.get(index)).to.equal(leaves.get(index));
    }
  });

  it("takes leaves out again, and is the tree of nothing without them", () => {
    const leaves = new Map([
      [0, 1n],
      [1, 2n],
      [40, 3n],
    ]);
    const tree = empty.with(leaves);
    expect(tree.with(new Map([[40, undefined]])).root).to.equal(naive(new Map([...leaves].slice(0, 2))));
    expect(tree.with(new Map([[40, undefined]])).get(40)).to.equal(undefined);
    expect(tree.with(new Map([[41, undefined]])).root).to.equal(tree.root);
    const emptied = tree.with(new Map([...leaves.keys()].map((index) => [index, undefined])));
    expect(emptied.root).to.equal(empty.root);
    expect([...emptied.nodes()]).to.deep.equal([]);
    expect(emptied.with(leaves).root).to.equal(tree.root);
  });

  it("is a value: an update leaves the tree before it as it was", () => {
    const one = empty.with(new Map([[1, 5n]]));
    const two = one.with(new Map([[1, 6n]]));
    expect([one.get(1), two.get(1)]).to.deep.equal([5n, 6n]);
    expect(one.root).to.equal(naive(new Map([[1, 5n]])));
  });

  it("proves a leaf, there or not, with three siblings a level", () => {
    const tree = empty.with(
      new Map([
        [0, 1n],
        [6, 2n],
        [63, 3n],
      ]),
    );
    for (const index of [0, 1, 6, 40, 63]) {
      const leaf = tree.get(index);
      let node = leaf === undefined ? 0n : hashOf(leaf);
      for (const [level, siblings] of tree.siblings(index).entries()) {
        expect(siblings).to.have.length(3);
        node = poseidon(siblings.toSpliced((index >> (2 * level)) & 3, 0, node));
      }
      expect(node).to.equal(tree.root);
    }
  });

  it("names what its nodes are the hash of, those of leaves too, and only the new ones after an update", () => {
    const before = empty.with(
      new Map([
        [0, 1n],
        [63, 3n],
      ]),
    );
    const after = before.with(new Map([[63, 4n]]));
    const known = new Map([...before.nodes()].map((children) => [poseidon(children), children]));
    expect(known.size).to.equal(1 + 2 + 2 + 2);
    const fresh = [...after.nodes(before)];
    expect(fresh).to.have.length(DEPTH + 1);
    expect(poseidon(fresh[0]!)).to.equal(after.root);
    expect(fresh.at(-1)).to.deep.equal([4n, 1n]);
    expect([...after.nodes(after)]).to.deep.equal([]);
  });

  it("hashes each touched node once for all changes of an update", () => {
    const counted: bigint[] = [];
    const counting = PoseidonTree.empty<bigint>(DEPTH, (leaf) => (counted.push(leaf), [[leaf, 1n]]));
    const tree = counting.with(
      new Map([
        [0, 1n],
        [1, 2n],
        [2, 3n],
      ]),
    );
    expect(counted).to.deep.equal([1n, 2n, 3n]);
    expect([...tree.nodes()].filter((children) => children.length === 4)).to.have.length(DEPTH);
  });
});
