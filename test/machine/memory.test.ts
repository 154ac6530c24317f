import { expect } from "chai";
import { describe, it } from "mocha";
import * as memory from "../../src/machine/memory.ts";

const { fetchFault, loadFault, storeFault } = memory;
const KINDS = { none: 0, code: 1, readOnly: 2, readWrite: 3, input: 4 };

describe("memory", () => {
  it("fetches: outside code wins over a misaligned pc", () => {
    for (const [name, kind] of Object.entries(KINDS)) {
      for (const pc of [0x1000, 0x1001, 0x1002, 0x1003]) {
        const expected = name === "code" ? (pc % 4 === 0 ? 0 : 2) : 1;
        expect(fetchFault(kind, pc), `${name}, ${pc}`).to.equal(expected);
      }
    }
  });

  it("loads: misaligned wins over outside, every kind may be read", () => {
    for (const [name, kind] of Object.entries(KINDS)) {
      for (const width of [1, 2, 4]) {
        for (let address = 0xfffffffc; address < 2 ** 32; address++) {
          const expected = address % width !== 0 ? 4 : name === "none" ? 5 : 0;
          expect(loadFault(kind, address, width), `${name}, ${address}, ${width}`).to.equal(expected);
          expect(loadFault(kind, address | 0, width), "as a signed word").to.equal(expected);
        }
      }
    }
  });

  it("stores: misaligned, then outside, then write-protected", () => {
    for (const [name, kind] of Object.entries(KINDS)) {
      for (const width of [1, 2, 4]) {
        for (let address = 0; address < 4; address++) {
          const expected = address % width !== 0 ? 4 : name === "none" ? 5 : name === "readWrite" ? 0 : 6;
          expect(storeFault(kind, address, width), `${name}, ${address}, ${width}`).to.equal(expected);
        }
      }
    }
  });

  it("narrow loads extend, narrow stores leave their neighbours alone, all little-endian", () => {
    const bytes = Uint8Array.of(0x80, 0x7f, 0xff, 0x80, 1, 2, 3, 0x84);
    const halves = new Uint16Array(bytes.buffer);
    const words = new Int32Array(bytes.buffer);
    expect([0, 1, 2, 3].map((at) => memory.lb(bytes, at))).to.deep.equal([-128, 127, -1, -128]);
    expect([0, 1, 2, 3].map((at) => memory.lbu(bytes, at))).to.deep.equal([128, 127, 255, 128]);
    expect([0, 2].map((at) => memory.lh(halves, at))).to.deep.equal([0x7f80, 0x80ff - 0x10000]);
    expect([0, 2].map((at) => memory.lhu(halves, at))).to.deep.equal([0x7f80, 0x80ff]);
    expect([0, 4].map((at) => memory.lw(words, at))).to.deep.equal([0x80ff7f80 | 0, 0x84030201 | 0]);
    memory.sb(bytes, 1, -2);
    memory.sh(halves, 2, 0x12345);
    memory.sw(words, 4, -1);
    expect([...bytes]).to.deep.equal([0x80, 0xfe, 0x45, 0x23, 255, 255, 255, 255]);
  });
});
