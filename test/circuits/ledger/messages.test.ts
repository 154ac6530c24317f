import { expect } from "chai";
import { before, describe, it } from "mocha";
import { poseidon } from "../../../src/crypto/poseidon.ts";
import { MESSAGES_DEPTH } from "../../../src/ledger/constants.ts";
import { PoseidonTree } from "../../../src/tree/poseidonTree.ts";
import { expectBound } from "../bound.ts";
import { array, Gadget } from "../gadget.ts";

const SLOTS = 5;
const FULL = 4 ** MESSAGES_DEPTH;
const leafOf = (i: number): bigint => poseidon([BigInt(i), 0n]);
const NONE = PoseidonTree.empty(MESSAGES_DEPTH, (i: number) => [[BigInt(i), 0n]]);
const trees = new Map<number, PoseidonTree<number>>();

/** The tree of so many leaves, made once, of the largest one that there is. */
function treeOf(length: number): PoseidonTree<number> {
  const known = trees.get(length);
  if (known !== undefined) return known;
  const from = Math.max(0, ...[...trees.keys()].filter((size) => size < length));
  const more = new Map(Array.from({ length: length - from }, (_, i) => [from + i, from + i] as const));
  const tree = (trees.get(from) ?? NONE).with(more);
  trees.set(length, tree);
  return tree;
}

describe("circuits: messages", () => {
  let append: Gadget;
  before(async () => {
    append = await Gadget.compile("ledger/messages.circom", `Append(${SLOTS})`, ["length", "siblings", "leaves"]);
  });

  /** Appends `count` messages to `length` ones. */
  const inputsOf = (length: number, count: number) => ({
    length: BigInt(length),
    siblings: treeOf(length)
      .siblings(length)
      .map((siblings, level) => siblings.map((hash, i) => (i < ((length >> (2 * level)) & 3) ? hash : 0n))),
    leaves: Array.from({ length: SLOTS }, (_, i) => (i < count ? leafOf(length + i) : 0n)),
  });

  it("brings the leaves that count to the front, in order", async () => {
    const gadget = await Gadget.compile("ledger/messages.circom", "Compact(4)", ["leaves", "sent"]);
    for (let mask = 0; mask < 16; mask++) {
      const sent = [0, 1, 2, 3].map((i) => BigInt((mask >> i) & 1));
      const leaves = [11n, 22n, 33n, 44n];
      const expected = leaves.filter((_, i) => sent[i] === 1n);
      const out = gadget.outputs({ leaves, sent }, ...array("out", 4));
      expect(out).to.deep.equal([...expected, 0n, 0n, 0n, 0n].slice(0, 4));
    }
  });

  it("appends as the tree does, at every place of a node and across nodes", () => {
    for (const length of [0, 1, 2, 3, 4, 13, 16, 63, 255, FULL - SLOTS]) {
      for (const count of [0, 1, SLOTS]) {
        const roots = append.outputs(inputsOf(length, count), "rootBefore", "rootAfter");
        expect(roots, `${count} after ${length}`).to.deep.equal([treeOf(length).root, treeOf(length + count).root]);
      }
    }
  });

  it("binds what it is told", () => {
    expectBound(append, inputsOf(63, SLOTS));
    const inputs = inputsOf(5, 2);
    for (const [level, siblings] of inputs.siblings.entries()) {
      for (const [i, hash] of siblings.entries()) {
        if (hash !== 0n) continue;
        const free = inputs.siblings.map((row, at) => row.map((old, j) => (at === level && j === i ? 9n : old)));
        expect(() => append.witness({ ...inputs, siblings: free }), `${level}, ${i}`).to.throw("No witness");
      }
    }
    expect(() => append.witness({ ...inputs, length: 4096n })).to.throw("No witness");
  });
});
