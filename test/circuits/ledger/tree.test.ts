import { expect } from "chai";
import { before, describe, it } from "mocha";
import { poseidon } from "../../../src/crypto/poseidon.ts";
import { ACCOUNTS_DEPTH } from "../../../src/ledger/constants.ts";
import { PoseidonTree } from "../../../src/tree/poseidonTree.ts";
import { SUBTREE_DEPTH } from "../../../src/validity/recordWitness.ts";
import { array, bitsOf, Gadget } from "../gadget.ts";
import { changes, defects } from "../hunt.ts";

const SUBTREE = 4 ** SUBTREE_DEPTH;
const LAST = 4 ** ACCOUNTS_DEPTH - 1;
/** Leaves in the first, some and the last subtree. */
const PLACES = [0, 1, 3, SUBTREE - 1, SUBTREE, 5 * SUBTREE + 17, 10 * SUBTREE, LAST];
const leafOf = (value: number): bigint => poseidon([BigInt(value), 1n]);
const TREE = PoseidonTree.empty(ACCOUNTS_DEPTH, (value: number) => [[BigInt(value), 1n]]).with(
  new Map(PLACES.map((place) => [place, place + 1])),
);

/** The 16 subtrees' roots: of a path into each, the hash of four below its top two levels. */
function subtreesOf(tree: PoseidonTree<number>): bigint[] {
  return Array.from({ length: 16 }, (_, i) => {
    let node = tree.get(i * SUBTREE) === undefined ? 0n : leafOf(tree.get(i * SUBTREE)!);
    for (const siblings of tree.siblings(i * SUBTREE).slice(0, SUBTREE_DEPTH)) node = poseidon([node, ...siblings]);
    return node;
  });
}

describe("circuits: the accounts tree", () => {
  let update: Gadget;
  before(async () => {
    const inputs = ["subtrees", "index", "siblings", "before", "after"];
    update = await Gadget.compile("ledger/tree.circom", "UpdateAccounts()", inputs);
  });

  const inputsAt = (place: number, after: bigint) => ({
    subtrees: subtreesOf(TREE),
    index: bitsOf(BigInt(place), 2 * ACCOUNTS_DEPTH),
    siblings: TREE.siblings(place)
      .slice(0, SUBTREE_DEPTH)
      .map((row) => [...row]),
    before: TREE.get(place) === undefined ? 0n : leafOf(TREE.get(place)!),
    after,
  });

  it("changes one leaf, wherever it is, and adds one where none was", () => {
    for (const place of [...PLACES, 2, 7 * SUBTREE + 5]) {
      const changed = TREE.with(new Map([[place, 99]]));
      const out = update.outputs(inputsAt(place, leafOf(99)), ...array("out", 16));
      expect(out, String(place)).to.deep.equal(subtreesOf(changed));
    }
  });

  it("refuses another leaf, place, sibling or subtree than there is", () => {
    const inputs = inputsAt(5 * SUBTREE + 17, leafOf(99));
    const refused = (other: object, what: string): void => {
      expect(() => update.witness({ ...inputs, ...other }), what).to.throw("No witness");
    };
    refused({ before: inputs.before + 1n }, "leaf");
    for (const bit of [0, 3, 15, 16, 19])
      refused({ index: inputs.index.with(bit, 1n - inputs.index[bit]!) }, `bit ${bit}`);
    for (const level of [0, 7]) {
      const siblings = inputs.siblings.map((row, at) => (at === level ? row.with(1, row[1]! + 1n) : row));
      refused({ siblings }, `level ${level}`);
    }
    refused({ subtrees: inputs.subtrees.with(5, 1n) }, "subtree");
  });

  it("leaves nothing free", () => {
    const inputs = inputsAt(LAST, leafOf(99));
    const given = new Set(Object.keys(inputs).flatMap((name) => update.placesOf(name)));
    expect(defects(changes(update, update.witness(inputs), (signal) => !given.has(signal)))).to.deep.equal([]);
  });
});
