import { expect } from "chai";
import { describe, it } from "mocha";
import { ChunkTree } from "../../src/tree/chunks.ts";
import { climb, zeroRoots } from "../../src/tree/merkle.ts";
import { toHex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";
import { leavesOf, naiveRoot } from "./naive.ts";

const SEED = 0xc4;

describe(`chunks (seed ${SEED})`, () => {
  for (const pages of [1, 2, 3, 5]) {
    it(`${pages} chunks: root and siblings follow every change`, () => {
      const next = random(SEED + pages);
      const depth = 7 + Math.ceil(Math.log2(pages));
      const memory = new Uint8Array(4096 * pages);
      const tree = new ChunkTree(memory, depth);
      expect(toHex(tree.root)).to.equal(toHex(zeroRoots()[depth]!));
      for (let round = 0; round < 6; round++) {
        const at = next() % memory.length;
        memory[at] = round === 5 ? 0 : next();
        tree.update([at >>> 12]);
        const leaves = leavesOf(memory);
        const root = toHex(naiveRoot(leaves, depth));
        expect(toHex(tree.root)).to.equal(root);
        for (const index of [at >>> 5, 0, leaves.length - 1]) {
          const { zeros, hashes } = tree.siblings(index);
          expect(toHex(climb(leaves[index]!, index, depth, zeros, hashes))).to.equal(root);
        }
      }
    });
  }

  it("proves that there is nothing beyond the end of the memory", () => {
    const memory = new Uint8Array(4096 * 3).fill(7);
    const tree = new ChunkTree(memory, 9);
    tree.update([0, 1, 2]);
    for (const leaf of [0, 3 * 128 - 1, 3 * 128, 4 * 128 - 1]) {
      const value = leaf < 3 * 128 ? memory.slice(0, 32) : undefined;
      expect(tree.scheme.verify(tree.root, leaf, value, tree.prove(leaf)), `leaf ${leaf}`).to.equal(true);
    }
  });

  it("hashes the chunks it is told of, and no zero chunk", () => {
    const memory = new Uint8Array(4096 * 64);
    const tree = new ChunkTree(memory, 13);
    tree.update(Array.from({ length: 64 }, (_, i) => i));
    expect(tree.hashed).to.equal(0);
    memory[5 * 4096] = 1;
    memory[9 * 4096 + 4095] = 1;
    tree.update([5, 6, 9]);
    expect(tree.hashed).to.equal(2);
    tree.update([]);
    expect(tree.hashed).to.equal(2);
    memory.fill(0);
    tree.update([5, 9]);
    expect(tree.hashed).to.equal(2);
    expect(toHex(tree.root)).to.equal(toHex(zeroRoots()[13]!));
  });

  it("one changed bit changes the roots on its path only", () => {
    const memory = new Uint8Array(4096 * 4).fill(1);
    const tree = new ChunkTree(memory, 9);
    tree.update([0, 1, 2, 3]);
    const before = [0, 1, 2, 3].map((chunk) => toHex(tree.chunkRoot(chunk)));
    const root = toHex(tree.root);
    memory[2 * 4096 + 77]! ^= 0x10;
    tree.update([2]);
    const after = [0, 1, 2, 3].map((chunk) => toHex(tree.chunkRoot(chunk)));
    expect(after.map((hash, i) => hash !== before[i])).to.deep.equal([false, false, true, false]);
    expect(toHex(tree.root)).to.not.equal(root);
  });

  it("finds the chunks in which two trees differ, reading one path for one difference", () => {
    const make = (...changed: number[]): ChunkTree => {
      const memory = new Uint8Array(4096 * 64).fill(1);
      for (const chunk of changed) memory[chunk * 4096 + 9] = 2;
      const tree = new ChunkTree(memory, 13);
      tree.update(Array.from({ length: 64 }, (_, i) => i));
      return tree;
    };
    for (const [chunks, most] of [
      [[], 1],
      [[37], 1 + 2 * 6],
      [[0, 63], 1 + 2 * 11],
    ] as const) {
      let read = 0;
      expect(make(...chunks).differences(make(), () => read++)).to.deep.equal(chunks);
      expect(read).to.equal(most);
    }
  });

  it("what it hands out stays as it was", () => {
    const memory = new Uint8Array(4096 * 2).fill(3);
    const tree = new ChunkTree(memory, 8);
    tree.update([0, 1]);
    const [root, { hashes }] = [tree.root, tree.siblings(0)];
    const copies = [root, ...hashes].map(toHex);
    memory.fill(4);
    tree.update([0, 1]);
    expect([root, ...hashes].map(toHex)).to.deep.equal(copies);
  });
});
