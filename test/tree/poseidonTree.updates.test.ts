import { expect } from "chai";
import { describe, it } from "mocha";
import { ACCOUNTS_DEPTH } from "../../src/ledger/constants.ts";
import { PoseidonTree, zeroHash } from "../../src/tree/poseidonTree.ts";
import { SUBTREE_DEPTH } from "../../src/validity/recordWitness.ts";
import { agreeOnUpdates, hashOf, inputsOf, preimages, sides, SUBTREES } from "./updates.ts";

/** 10^4 of them: poseidonTree.updates.long.test.ts. */
describe("poseidonTree: updates", () => {
  it("TypeScript, circuit and Solidity agree on 200 random ones, deletions among them", () =>
    agreeOnUpdates(0x505, 200));

  it("neither circuit nor contract changes a leaf that is not there", async () => {
    const { gadget, contract } = await sides();
    const empty = PoseidonTree.empty(ACCOUNTS_DEPTH, preimages);
    const subtrees = Array.from({ length: SUBTREES }, () => zeroHash(SUBTREE_DEPTH));
    const good = { index: 77, before: 0n, afterwards: hashOf(5n), siblings: empty.siblings(77) };
    expect(await contract.update(empty.root, [good])).to.deep.equal([empty.with(new Map([[77, 5n]])).root]);
    const siblings = good.siblings.map((level) => [...level]);
    siblings[3]![1]! += 1n;
    for (const bad of [
      { ...good, before: 1n },
      { ...good, siblings },
    ]) {
      expect(() => gadget.witness(inputsOf(subtrees, bad))).to.throw("No witness");
      await expect(contract.update(empty.root, [bad])).to.be.revertedWithCustomError(contract, "NotUnderRoot");
    }
    const beyond = { ...good, index: 4 ** ACCOUNTS_DEPTH };
    await expect(contract.update(empty.root, [beyond])).to.be.revertedWithCustomError(contract, "IndexBeyondTree");
  });
});
