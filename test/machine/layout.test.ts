import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { KIND_CODE, KIND_INPUT, KIND_READ_ONLY, KIND_READ_WRITE } from "../../src/machine/isa.ts";
import { loadProgram, type Program } from "../../src/machine/program.ts";
import { guestPath } from "../guest/elf.ts";
import { C_PROGRAMS } from "../guest/programs.ts";
import { expectRefusal, expectWellFormed, HALT, makeElf, R, RW, RX, type SegmentSpec, tableOf } from "./elfFile.ts";

const text: SegmentSpec = { address: 0x80000000, bytes: HALT, flags: RX, section: ".text" };
const elf = (...segments: SegmentSpec[]): Uint8Array => makeElf({ segments: [text, ...segments] });
const load = (file: Uint8Array): Program => loadProgram(file).program;

describe("layout", () => {
  for (const path of C_PROGRAMS) {
    it(`${path} has one section of each kind`, () => {
      const { layout, names, inputSize } = load(readFileSync(guestPath(path)));
      expect(layout.map(({ kind }) => kind)).to.deep.equal([KIND_CODE, KIND_READ_ONLY, KIND_READ_WRITE, KIND_INPUT]);
      expect(names).to.deep.equal(["code", "readOnly", "readWrite", "input"]);
      expect(layout[3]).to.include({ start: layout[2]!.start + layout[2]!.size, size: 0x20000 });
      expect(inputSize).to.equal(0x20000);
    });
  }

  it("rounds to pages, the start down and the end up, and keeps bytes at their addresses", () => {
    const program = load(elf({ address: 0x90000ffe, bytes: [7, 8, 9], flags: RW }));
    expect(tableOf(program)[1]).to.equal("readWrite 90000000 2000 3");
    expect(program.images[1]).to.have.length(0x1001);
    expect([...program.images[1].subarray(0xffd)]).to.deep.equal([0, 7, 8, 9]);
  });

  it("merges segments of equal kind that touch or share a page, and no others", () => {
    const touching = elf(
      { address: 0x90000000, bytes: [1], flags: RW, section: ".users" },
      { address: 0x90001000, bytes: [2], flags: RW, section: ".market" },
      { address: 0x90001800, bytes: [3], flags: RW },
      { address: 0x90002000, bytes: [4], flags: R },
      { address: 0x90004000, bytes: [5], flags: R },
    );
    const program = load(touching);
    expect(tableOf(program).slice(1)).to.deep.equal([
      "users 90000000 2000 3",
      "readOnly 90002000 1000 2",
      "readOnly2 90004000 1000 2",
    ]);
    const users = program.images[1];
    expect([users.length, users[0], users[0x1000], users[0x1800]]).to.deep.equal([0x1801, 1, 2, 3]);
  });

  it("refuses a page of two kinds", () => {
    const shared = elf({ address: 0x80000800, bytes: [1], flags: R });
    expectRefusal(() => load(shared), "ELF_SEGMENT", "offset 0x54", /0x80000800 shares the page at 0x80000000/);
  });

  it("refuses 17 sections", () => {
    const separate = Array.from({ length: 16 }, (_, i) => ({ address: 0x1000 + i * 0x2000, bytes: [i], flags: RW }));
    expectWellFormed(load(elf(...separate.slice(1))));
    expectRefusal(() => load(elf(...separate)), "LAYOUT_SECTIONS", "offset 0x2c", /17 sections.*at most 16/);
  });

  it("keeps the input section apart from a readOnly one that it touches", () => {
    const program = load(
      elf(
        { address: 0x9ffff000, bytes: [1], flags: R, section: ".rodata" },
        { address: 0xa0000000, size: 0x1000, flags: R, section: ".input" },
      ),
    );
    expect(tableOf(program).slice(1)).to.deep.equal(["readOnly 9ffff000 1000 2", "input a0000000 1000 4"]);
  });
});
