import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { describe, it } from "mocha";
import { keccak256 } from "../../src/crypto/keccak.ts";
import { Kernel } from "../../src/tree/kernel.ts";
import { zeroRoots } from "../../src/tree/merkle.ts";
import { toHex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";
import { leavesOf, naiveRoot } from "./naive.ts";

const SEED = 0x64;
const CHUNK = 4096;

for (const vectors of [false, true]) {
  describe(`kernel, ${vectors ? "two nodes at once" : "one node at a time"} (seed ${SEED})`, () => {
    const kernel = new Kernel(vectors);

    it("a chunk has the root of the definition, wherever its bytes are", () => {
      const next = random(SEED);
      for (let round = 0; round < 12; round++) {
        const chunk = new Uint8Array(CHUNK);
        if (round < 6) for (let i = 0; i <= round; i++) chunk[next() % CHUNK] = 1 + (next() % 255);
        else chunk.forEach((_, i) => (chunk[i] = next()));
        expect(toHex(kernel.root(chunk)!), `round ${round}`).to.equal(toHex(naiveRoot(leavesOf(chunk), 7)));
      }
    });

    it("one byte, first or last, is not zero", () => {
      expect(kernel.root(new Uint8Array(CHUNK))).to.equal(undefined);
      for (const at of [0, 3, 2048, CHUNK - 1]) {
        const chunk = new Uint8Array(CHUNK);
        chunk[at] = 0x80;
        expect(toHex(kernel.root(chunk)!)).to.equal(toHex(naiveRoot(leavesOf(chunk), 7)));
      }
    });

    it("a chunk that ends early is zero behind its end, whatever was hashed before", () => {
      const short = new Uint8Array(100).fill(5);
      const whole = new Uint8Array(CHUNK);
      whole.set(short);
      kernel.root(new Uint8Array(CHUNK).fill(9));
      expect(toHex(kernel.root(short)!)).to.equal(toHex(naiveRoot(leavesOf(whole), 7)));
    });

    it("levels are the hashes of the level below, and start with the leaves", () => {
      const next = random(SEED + 1);
      const chunk = Uint8Array.from({ length: CHUNK }, () => next());
      const levels = kernel.levels(chunk);
      expect(levels.map(({ length }) => length)).to.deep.equal([4096, 2048, 1024, 512, 256, 128, 64]);
      expect(toHex(levels[0]!)).to.equal(toHex(chunk));
      for (const [i, level] of levels.slice(1).entries()) {
        const below = levels[i]!;
        const nodes = leavesOf(level).map((_, at) => toHex(keccak_256(below.slice(64 * at, 64 * at + 64))));
        expect(leavesOf(level).map(toHex), `level ${i + 1}`).to.deep.equal(nodes);
      }
      expect(toHex(keccak256(levels[6]!))).to.equal(toHex(kernel.root(chunk)!));
    });

    it("any number of parents, anywhere in the heap, and nothing else", () => {
      const next = random(SEED + 2);
      const first = 256;
      const heap = new Int32Array(2 * first * 8).map(() => next());
      const bytes = new Uint8Array(heap.buffer);
      for (const count of [0, 1, 2, 3, 63, 64, 65, 127, 128]) {
        const step = count > 64 ? 1 : 2;
        const nodes = Array.from({ length: count }, (_, i) => first / 2 + ((step * i) % (first / 2)));
        const expected = bytes.slice();
        for (const node of nodes) expected.set(keccak_256(bytes.slice(64 * node, 64 * node + 64)), 32 * node);
        kernel.parents(heap, nodes);
        expect(toHex(bytes) === toHex(expected), `${count} parents`).to.equal(true);
      }
    });

    it("puts the roots of the chunks it is told of in their places, and counts those that are not zero", () => {
      const memory = new Uint8Array(4 * CHUNK);
      memory.fill(1, CHUNK, 2 * CHUNK).fill(3, 3 * CHUNK);
      const roots = new Uint8Array(4 * 32).fill(0xee);
      expect(kernel.hash(memory, [1, 2], roots)).to.equal(1);
      const root = naiveRoot(leavesOf(memory.slice(CHUNK, 2 * CHUNK)), 7);
      const untouched = new Uint8Array(32).fill(0xee);
      expect(leavesOf(roots).map(toHex)).to.deep.equal([untouched, root, zeroRoots()[7]!, untouched].map(toHex));
    });
  });
}
