import { expect } from "chai";
import { describe, it } from "mocha";
import { encode } from "../../../scripts/generate/encode.ts";
import { Live, NOT_HASHED, NOT_INITIAL } from "../../../src/machine/access/live.ts";
import { NodeStore } from "../../../src/machine/nodes.ts";
import type { Layout } from "../../../src/machine/section.ts";

/** Sections of all kinds, code in the middle and at the end, one after the other where that matters. */
const LAYOUT: Layout = [
  { start: 0, size: 0x2000, kind: 3 },
  { start: 0x2000, size: 0x1000, kind: 1 },
  { start: 0x3000, size: 0x1000, kind: 2 },
  { start: 0x80000000, size: 0x1000, kind: 4 },
  { start: 0xffffe000, size: 0x2000, kind: 1 },
];

const PLACES = [
  0, 1, 0x1fff, 0x2000, 0x2ffc, 0x3000, 0x3fff, 0x80000000, 0x80000fff, 0xffffe000, 0xfffffffc, 0xffffffff,
];
const OUTSIDE = [0x4000, 0x7fffffff, 0x80001000, 0xffffdfff];

const sectionOf = (address: number): Layout[0] =>
  LAYOUT.find(({ start, size }) => address >= start && address < start + size)!;

describe("access/live", () => {
  const live = new Live(LAYOUT, new NodeStore());

  it("each guest byte has one offset, none shares it", () => {
    const offsets = PLACES.map((address) => live.read(address));
    expect(new Set(offsets).size).to.equal(PLACES.length);
    for (const [i, address] of PLACES.entries()) {
      const index = LAYOUT.indexOf(sectionOf(address));
      expect(offsets[i], address.toString(16)).to.equal(live.offsets[index]! + address - LAYOUT[index]!.start);
      expect(live.read(address | 0), "as a signed word").to.equal(offsets[i]);
      expect(live.read(address + 2 ** 32), "modulo 2^32").to.equal(offsets[i]);
    }
  });

  it("reads nowhere outside, writes only to readWrite", () => {
    for (const address of OUTSIDE) {
      expect([live.read(address), live.write(address), live.fetch(address), live.kind(address)]).to.deep.equal([
        -1, -1, -1, 0,
      ]);
    }
    for (const address of PLACES) {
      const { kind } = sectionOf(address);
      expect(live.kind(address)).to.equal(kind);
      expect(live.write(address), address.toString(16)).to.equal(kind === 3 ? live.read(address) : -1);
    }
  });

  it("marks the chunk that is written, and no other", () => {
    const fresh = new Live(LAYOUT, new NodeStore());
    fresh.write(0x1004);
    fresh.write(0x3000);
    fresh.read(0);
    const marked = [...fresh.changed].flatMap((mark, chunk) => (mark === 0 ? [] : [[chunk, mark]]));
    expect(marked).to.deep.equal([[fresh.read(0x1004) >>> 12, NOT_HASHED | NOT_INITIAL]]);
  });

  it("fetches from code alone, and decodes what lies there", () => {
    live.words[live.read(0x2ffc) / 4] = encode("addi", { rd: 7, rs1: 8, imm: -9 });
    const index = live.fetch(0x2ffc);
    expect(index).to.be.greaterThan(0);
    expect([live.decoded[index]! & 63, live.decoded[index + 1]]).to.deep.equal([19, -9]);
    expect(live.fetch(0xfffffffc)).to.be.greaterThan(0);
    for (const pc of [0x2002, 0x2001, 0xfffffffe, 0, 0x3000, 0x80000000]) expect(live.fetch(pc), `${pc}`).to.equal(-1);
  });

  it("no branch finds decoded code but its own section's: all around it is undecoded", () => {
    for (const pc of [0x2000, 0xffffe000, 0xfffff000]) live.fetch(pc);
    for (const [i, { start, size, kind }] of LAYOUT.entries()) {
      if (kind !== 1) continue;
      const first = live.offsets[i]!;
      expect(live.decoded[first], start.toString(16)).to.not.equal(0);
      for (let reach = 4; reach <= 4096; reach += 4) {
        expect(live.decoded[first - reach], `${reach} before`).to.equal(0);
        expect(live.decoded[first + size - 4 + reach], `${reach} behind`).to.equal(0);
      }
      for (let at = first; at < first + size; at += 4) expect(live.decoded[at + 2], "half an instruction").to.equal(0);
    }
    expect(live.decoded[0]).to.equal(0);
  });
});
