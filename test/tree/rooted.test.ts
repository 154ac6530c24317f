import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD, fromBigEndian, toBigEndian } from "../../src/crypto/field.ts";
import { ChunkTree } from "../../src/tree/chunks.ts";
import { zeroRoots } from "../../src/tree/merkle.ts";
import { PoseidonTree, zeroHash } from "../../src/tree/poseidonTree.ts";
import { decodeSiblings, encodeSiblings, type Rooted } from "../../src/tree/rooted.ts";
import { random } from "../helpers/random.ts";

const SEED = 0x2009;
const PLACES = 4 ** 4;
const LEAF_BYTES = 32;

/** The same values at the same places under either root. */
const next = random(SEED);
const values = new Map(
  [0, 1, 5, 63, 64, 200, 255].map((place) => [place, toBigEndian((BigInt(next()) << 200n) + BigInt(next()))] as const),
);

function keccakTree(): Rooted<Uint8Array, Uint8Array> {
  const memory = new Uint8Array(PLACES * LEAF_BYTES);
  for (const [place, value] of values) memory.set(value, place * LEAF_BYTES);
  const tree = new ChunkTree(memory, Math.log2(PLACES));
  tree.update(Array.from({ length: memory.length / 4096 }, (_, i) => i));
  return tree;
}

const poseidonTree = (): Rooted<bigint, Uint8Array> =>
  PoseidonTree.empty<Uint8Array>(Math.log2(PLACES) / 2, (value) => [[fromBigEndian(value), 1n]]).with(values);

/** What every way of keeping values under a root owes. */
function conforms<Root>(
  tree: Rooted<Root, Uint8Array>,
  others: readonly Root[],
  zeroAt: (bit: number) => Uint8Array,
): void {
  const { scheme, root } = tree;

  it("shows each value, and that there is none, to whoever has the root", () => {
    expect(scheme.places).to.equal(PLACES);
    for (let place = 0; place < PLACES; place++) {
      const value = values.get(place);
      expect(tree.get(place)).to.deep.equal(value);
      expect(scheme.verify(root, place, value, tree.prove(place)), `place ${place}`).to.equal(true);
    }
  });

  it("shows no other value, place or root", () => {
    const others_ = [...values.keys(), 2, 199];
    for (const place of [...values.keys(), 7]) {
      const proof = tree.prove(place);
      const value = values.get(place);
      for (const false_ of [undefined, toBigEndian(1n), values.get(0), values.get(64)]) {
        if (false_ !== value) expect(scheme.verify(root, place, false_, proof), `place ${place}`).to.equal(false);
      }
      for (const other of [...others_.filter((at) => values.get(at) !== value), -1, PLACES + place, place + 0.5]) {
        expect(scheme.verify(root, other, value, proof), `${place} at ${other}`).to.equal(false);
      }
      for (const other of others) expect(scheme.verify(other, place, value, proof)).to.equal(false);
    }
  });

  it("has one proof of a value: flipped bits and every other length is refused", () => {
    const [place, value] = [63, values.get(63)];
    const proof = tree.prove(place);
    // All of the bitmap, and some of every sibling.
    for (let bit = 0; bit < 8 * proof.length; bit += bit < 32 ? 1 : 37) {
      const spoilt = proof.slice();
      spoilt[bit >> 3]! ^= 1 << (bit & 7);
      expect(scheme.verify(root, place, value, spoilt), `bit ${bit}`).to.equal(false);
    }
    for (const length of [0, 3, 4, proof.length - 32, proof.length - 1]) {
      expect(scheme.verify(root, place, value, proof.slice(0, length)), `${length} bytes`).to.equal(false);
    }
    for (const more of [1, 32]) {
      expect(scheme.verify(root, place, value, new Uint8Array([...proof, ...new Uint8Array(more)]))).to.equal(false);
    }
  });

  it("refuses a root of nothing that is spelled out", () => {
    const [place, value] = [200, values.get(200)];
    const { zeros, hashes } = decodeSiblings(tree.prove(place))!;
    const bit = Math.log2(zeros & -zeros);
    const before = bit - [...Array(bit).keys()].filter((at) => (zeros >>> at) & 1).length;
    const spelled = encodeSiblings({ zeros: zeros & (zeros - 1), hashes: hashes.toSpliced(before, 0, zeroAt(bit)) });
    expect(scheme.verify(root, place, value, spelled)).to.equal(false);
  });
}

describe(`rooted (seed ${SEED})`, () => {
  describe("keccak chunks", () => {
    conforms(keccakTree(), [zeroRoots()[8]!, new Uint8Array(31)], (bit) => zeroRoots()[bit]!);
  });

  describe("Poseidon", () => {
    const tree = poseidonTree();
    conforms(tree, [zeroHash(4), 0n, tree.root + FIELD], (bit) => toBigEndian(zeroHash(Math.floor(bit / 3))));

    it("refuses a sibling that is not below the field", () => {
      const [place, value] = [63, values.get(63)];
      const { zeros, hashes } = decodeSiblings(tree.prove(place))!;
      for (const [i, hash] of hashes.entries()) {
        const aliased = hashes.with(i, toBigEndian(fromBigEndian(hash) + FIELD));
        expect(tree.scheme.verify(tree.root, place, value, encodeSiblings({ zeros, hashes: aliased }))).to.equal(false);
      }
    });
  });
});
