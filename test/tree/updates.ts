import { expect } from "chai";
import { network } from "hardhat";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { ACCOUNTS_DEPTH, MAX_ACCOUNTS } from "../../src/ledger/constants.ts";
import { PoseidonTree, zeroHash } from "../../src/tree/poseidonTree.ts";
import { SUBTREE_DEPTH } from "../../src/validity/recordWitness.ts";
import { array, bitsOf, Gadget } from "../circuits/gadget.ts";
import { random } from "../helpers/random.ts";

/** What a leaf is the hash of does not matter to a tree. */
export const preimages = (leaf: bigint): [bigint[]] => [[leaf, 1n]];
export const hashOf = (leaf: bigint | undefined): bigint => (leaf === undefined ? 0n : poseidon(preimages(leaf)[0]));

type Update = {
  readonly index: number;
  readonly before: bigint;
  readonly afterwards: bigint;
  readonly siblings: readonly (readonly bigint[])[];
};

export const SUBTREES = 4 ** (ACCOUNTS_DEPTH - SUBTREE_DEPTH);

/** Updates that a contract is given in one call: more would need more gas than a transaction may have. */
const AT_ONCE = 5;

export async function sides() {
  const inputs = ["subtrees", "index", "siblings", "before", "after"];
  const gadget = await Gadget.compile("ledger/tree.circom", "UpdateAccounts()", inputs);
  const { ethers } = await network.create();
  const t5 = await ethers.deployContract("PoseidonT5");
  return { gadget, contract: await ethers.deployContract("LedgerTree", [await t5.getAddress()]) };
}

/** The same updates of one tree by TypeScript, by the circuit and by a contract; places are filled, changed and emptied. */
export async function agreeOnUpdates(seed: number, count: number): Promise<void> {
  const next = random(seed);
  const { gadget, contract } = await sides();
  const [filled, leaves] = [[] as number[], new Map<number, bigint>()];
  let tree = PoseidonTree.empty(ACCOUNTS_DEPTH, preimages);
  // The circuit's form of the tree, carried from one update to the next as the circuit itself gives it.
  let subtrees = Array.from({ length: SUBTREES }, () => zeroHash(SUBTREE_DEPTH));
  let deletions = 0;
  for (let done = 0; done < count; done += AT_ONCE) {
    const start = tree.root;
    const [updates, roots]: [Update[], bigint[]] = [[], []];
    for (let i = done; i < Math.min(count, done + AT_ONCE); i++) {
      // A place that holds something half of the time: emptied or changed. Else one near another, or anywhere.
      const known = filled.length > 0 && next() % 2 === 0 ? filled[next() % filled.length]! : undefined;
      const near = next() % 2 === 0 ? next() % 64 : next() % MAX_ACCOUNTS;
      const index = known ?? near;
      const leaf = leaves.has(index) && next() % 3 > 0 ? undefined : BigInt(next());
      const siblings = tree.siblings(index);
      const changed = tree.with(new Map([[index, leaf]]));
      const update = { index, before: hashOf(leaves.get(index)), afterwards: hashOf(leaf), siblings };
      const where = `seed ${seed}, update ${i} at ${index}`;
      subtrees = gadget.outputs(inputsOf(subtrees, update), ...array("out", SUBTREES));
      expect(topOf(subtrees), `${where}: circuit`).to.equal(changed.root);
      updates.push(update);
      roots.push(changed.root);
      if (leaf === undefined) deletions++;
      remember(filled, leaves, index, leaf);
      tree = changed;
    }
    expect([...(await contract.update(start, updates))], `seed ${seed}, from ${done}: contract`).to.deep.equal(roots);
  }
  expect(deletions, "deletions among them").to.be.greaterThan(count / 8);
  expect(PoseidonTree.empty(ACCOUNTS_DEPTH, preimages).with(leaves).root, "built at once").to.equal(tree.root);
  const emptied = tree.with(new Map(filled.map((index) => [index, undefined])));
  expect(emptied.root, "everything taken out").to.equal(PoseidonTree.empty(ACCOUNTS_DEPTH, preimages).root);
}

function remember(filled: number[], leaves: Map<number, bigint>, index: number, leaf: bigint | undefined): void {
  if (leaf === undefined) {
    leaves.delete(index);
    filled.splice(filled.indexOf(index), 1);
    return;
  }
  if (!leaves.has(index)) filled.push(index);
  leaves.set(index, leaf);
}

/** Inputs of UpdateAccounts, which keeps the tree as the roots of its 16 subtrees. */
export function inputsOf(subtrees: readonly bigint[], { index, before, afterwards, siblings }: Update) {
  return {
    subtrees,
    index: bitsOf(BigInt(index), 2 * ACCOUNTS_DEPTH),
    siblings: siblings.slice(0, SUBTREE_DEPTH),
    before,
    after: afterwards,
  };
}

/** The root over the roots of the 16 subtrees. */
function topOf(subtrees: readonly bigint[]): bigint {
  return poseidon([0, 4, 8, 12].map((first) => poseidon(subtrees.slice(first, first + 4))));
}
