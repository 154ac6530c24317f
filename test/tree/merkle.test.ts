import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { describe, it } from "mocha";
import { TreeError } from "../../src/tree/error.ts";
import { climb, root, siblingCount, zeroRoots } from "../../src/tree/merkle.ts";
import { toHex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";
import { naiveRoot } from "./naive.ts";

const SEED = 0x3e6;

function randomLeaf(next: () => number): Uint8Array {
  return next() % 2 === 0 ? new Uint8Array(32) : Uint8Array.from({ length: 32 }, () => next());
}

/** Proof of the leaf at `index`, by hashing every subtree anew. */
function naiveProof(leaves: Uint8Array[], index: number, depth: number): { zeros: number; siblings: Uint8Array[] } {
  const siblings: Uint8Array[] = [];
  let zeros = 0;
  for (let level = 0; level < depth; level++) {
    const start = ((index >> level) ^ 1) << level;
    const sibling = naiveRoot(leaves.slice(start, start + 2 ** level), level);
    if (leaves.slice(start, start + 2 ** level).every((leaf) => leaf.every((byte) => byte === 0))) zeros |= 1 << level;
    else siblings.push(sibling);
  }
  return { zeros, siblings };
}

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof TreeError) return error.code;
    throw error;
  }
  return "no error";
};

describe(`merkle (seed ${SEED})`, () => {
  it("zero roots are those of all-zero trees", () => {
    expect(zeroRoots()).to.have.length(32);
    let zero: Uint8Array = new Uint8Array(32);
    for (const known of zeroRoots()) {
      expect(toHex(known)).to.equal(toHex(zero));
      zero = keccak_256(new Uint8Array([...zero, ...zero]));
    }
  });

  it("root equals the naive one for every number of leaves", () => {
    const next = random(SEED);
    for (let depth = 0; depth <= 5; depth++) {
      for (let count = 0; count <= 2 ** depth; count++) {
        const leaves = Array.from({ length: count }, () => randomLeaf(next));
        expect(toHex(root(leaves, depth)), `${count} leaves, depth ${depth}`).to.equal(toHex(naiveRoot(leaves, depth)));
      }
    }
    expect(toHex(root([], 31))).to.equal(toHex(zeroRoots()[31]!));
  });

  it("climb leads from every leaf to the naive root", () => {
    const next = random(SEED);
    for (let round = 0; round < 20; round++) {
      const depth = next() % 6;
      const leaves = Array.from({ length: 2 ** depth }, () => randomLeaf(next));
      const top = toHex(naiveRoot(leaves, depth));
      for (const [index, leaf] of leaves.entries()) {
        const { zeros, siblings } = naiveProof(leaves, index, depth);
        expect(toHex(climb(leaf, index, depth, zeros, siblings))).to.equal(top);
        expect(siblingCount(depth, zeros)).to.equal(siblings.length);
      }
    }
  });

  it("climbs the deepest tree", () => {
    const leaf = Uint8Array.of(1, ...new Uint8Array(31));
    let node = leaf;
    for (let level = 0; level < 31; level++) {
      const pair = (0x2aaaaaaa >>> level) & 1 ? [...zeroRoots()[level]!, ...node] : [...node, ...zeroRoots()[level]!];
      node = keccak_256(Uint8Array.from(pair));
    }
    expect(toHex(climb(leaf, 0x2aaaaaaa, 31, 0x7fffffff, []))).to.equal(toHex(node));
  });

  it("refuses every other encoding", () => {
    const leaf = new Uint8Array(32).fill(7);
    const other = new Uint8Array(32).fill(9);
    expect(codeOf(() => climb(leaf, 0, 2, 0b100, [other, other]))).to.equal("ZERO_BITS_BEYOND_DEPTH");
    expect(codeOf(() => climb(leaf, 0, 31, 0x80000000, []))).to.equal("ZERO_BITS_BEYOND_DEPTH");
    expect(codeOf(() => climb(leaf, 0, 32, 0, []))).to.equal("ZERO_BITS_BEYOND_DEPTH");
    expect(codeOf(() => climb(leaf, 0, 2, 0, [other]))).to.equal("SIBLING_COUNT");
    expect(codeOf(() => climb(leaf, 0, 2, 0b01, [other, other]))).to.equal("SIBLING_COUNT");
    expect(codeOf(() => climb(leaf, 0, 2, 0, [zeroRoots()[0]!, other]))).to.equal("ZERO_SIBLING_GIVEN");
    expect(codeOf(() => climb(leaf, 0, 2, 0b01, [zeroRoots()[1]!]))).to.equal("ZERO_SIBLING_GIVEN");
    expect(
      codeOf(() => climb(leaf, 0, 2, 0, [zeroRoots()[1]!, other])),
      "zero root of another level",
    ).to.equal("no error");
  });

  it("refuses more leaves than fit", () => {
    expect(codeOf(() => root([new Uint8Array(32), new Uint8Array(32)], 0))).to.equal("TOO_MANY_LEAVES");
    expect(codeOf(() => root([], 32))).to.equal("TOO_MANY_LEAVES");
  });
});
