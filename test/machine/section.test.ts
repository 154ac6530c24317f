import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { describe, it } from "mocha";
import { MachineError } from "../../src/machine/error.ts";
import { type Layout, depth, find, inputRoot, kind, layoutHash, memoryRoot } from "../../src/machine/section.ts";
import { zeroRoots } from "../../src/tree/merkle.ts";
import { toHex } from "../../src/types/hex.ts";
import { naiveRoot } from "../tree/naive.ts";

const LAYOUT: Layout = [
  { start: 0x1000, size: 0x1000, kind: 1 },
  { start: 0x2000, size: 0x2000, kind: 3 },
  { start: 0x80000000, size: 0x1000, kind: 4 },
  { start: 0xfffff000, size: 0x1000, kind: 2 },
];
const ROOTS = LAYOUT.map((_, i) => new Uint8Array(32).fill(i + 1));

describe("section", () => {
  it("depth is 7 + ceil(log2(pages))", () => {
    const cases = [
      [1, 7],
      [2, 8],
      [3, 9],
      [4, 9],
      [5, 10],
      [1024, 17],
      [1025, 18],
      [2 ** 20 - 1, 27],
      [2 ** 20, 27],
      [2 ** 24 - 1, 31],
    ];
    for (const [pages, levels] of cases) expect(depth(pages!), `${pages} pages`).to.equal(levels);
  });

  it("finds the section of an address, signed or unsigned, up to 2^32", () => {
    const cases = [
      [0, -1],
      [0xfff, -1],
      [0x1000, 0],
      [0x1fff, 0],
      [0x2000, 1],
      [0x3fff, 1],
      [0x4000, -1],
      [0x7fffffff, -1],
      [0x80000000, 2],
      [-0x80000000, 2],
      [0x80001000, -1],
      [0xffffefff, -1],
      [0xfffff000, 3],
      [0xffffffff, 3],
      [-1, 3],
      [2 ** 32, -1],
      [2 ** 32 + 0x1000, 0],
    ];
    for (const [address, index] of cases) {
      expect(find(LAYOUT, address!), `${address}`).to.equal(index);
      expect(kind(LAYOUT, address!), `${address}`).to.equal(LAYOUT[index!]?.kind ?? 0);
    }
  });

  it("layoutHash covers start, size and kind of every section", () => {
    const packed = "00000001 000001 01 00000002 000002 03 00080000 000001 04 000fffff 000001 02".replaceAll(" ", "");
    expect(toHex(layoutHash(LAYOUT))).to.equal(toHex(keccak_256(Buffer.from(packed, "hex"))));
    const changes: Partial<Layout[0]>[] = [{ start: 0x5000 }, { size: 0x1000 }, { kind: 2 }];
    for (const change of changes) {
      const other = LAYOUT.map((section, i) => (i === 1 ? { ...section, ...change } : section));
      expect(toHex(layoutHash(other))).to.not.equal(toHex(layoutHash(LAYOUT)));
    }
  });

  it("memoryRoot has 16 slots in layout order, the input section's zero; its root stands apart", () => {
    const slots = [ROOTS[0]!, ROOTS[1]!, new Uint8Array(32), ROOTS[3]!];
    expect(toHex(memoryRoot(LAYOUT, ROOTS))).to.equal(toHex(naiveRoot(slots, 4)));
    expect(toHex(inputRoot(LAYOUT, ROOTS))).to.equal(toHex(ROOTS[2]!));
    const other = ROOTS.map((root, i) => (i === 2 ? root.map((byte) => byte ^ 1) : root));
    expect(toHex(memoryRoot(LAYOUT, other))).to.equal(toHex(memoryRoot(LAYOUT, ROOTS)));
  });

  it("inputRoot is zero without an input section; two are refused", () => {
    expect(toHex(inputRoot(LAYOUT.slice(0, 2), ROOTS.slice(0, 2)))).to.equal(toHex(zeroRoots()[0]!));
    const twice = LAYOUT.map((section) => ({ ...section, kind: 4 }));
    expect(() => inputRoot(twice, ROOTS))
      .to.throw(MachineError)
      .with.property("code", "PROOF_SECOND_INPUT_SECTION");
  });
});
