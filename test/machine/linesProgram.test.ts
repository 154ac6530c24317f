import { expect } from "chai";
import { describe, it } from "mocha";
import type { LineTable } from "../../src/machine/lines.ts";
import {
  advanceLine,
  advancePc,
  at,
  CONST_ADD_PC,
  COPY,
  decode,
  END,
  fixedAdvancePc,
  setAddress,
  setFile,
  special,
  text,
  unit,
} from "./lineTable.ts";

describe("linesProgram", () => {
  const run = (...program: number[][]): LineTable => decode(unit({ program }));

  it("every way to advance, and opcodes that say nothing of lines", () => {
    const noise = [[5, 3], [6], [7], [10], [11], [12, 0x80, 1], [0, 2, 4, 9], [0, 3, 0x80, 1, 2]];
    const table = run(
      setAddress(0x100),
      COPY,
      ...noise,
      CONST_ADD_PC,
      special(0, 1),
      fixedAdvancePc(0x200),
      special(0, 1),
      [2, 0x80, 2],
      END,
    );
    expect([0x100, 0x110, 0x111, 0x310, 0x311, 0x410, 0x411].map((address) => at(table, address))).to.deep.equal([
      "dir/a.c:1",
      "dir/a.c:1",
      "dir/a.c:2",
      "dir/a.c:2",
      "dir/a.c:3",
      "dir/a.c:3",
      undefined,
    ]);
  });

  it("the constant advance is that of opcode 255, whatever the encoding", () => {
    const program = [setAddress(0x100), CONST_ADD_PC, COPY, advancePc(4), END];
    const table = decode(unit({ fields: [2, 1, 1, 251, 11, 13], program })); // 2 bytes for each of 242 / 11 = 22
    expect([0x12b, 0x12c].map((address) => at(table, address))).to.deep.equal([undefined, "dir/a.c:1"]);
  });

  it("numbers count modulo 2^32, and addresses of 64 bits are none", () => {
    const wide = [0, 9, 2, 0, 2, 0, 0, 0, 0, 0, 0];
    const table = run(
      setAddress(0x100),
      wide,
      [2, 0x84, 0x80, 0x80, 0x80, 0x80, 0x7f],
      COPY,
      advanceLine(20),
      [3, 0xf7, 0xff, 0xff, 0xff, 0x7f],
      special(0, 2),
      advancePc(4),
      END,
    );
    expect([0x103, 0x104].map((address) => at(table, address))).to.deep.equal([undefined, "dir/a.c:14"]);
  });

  it("of rows at one address the last counts; a sequence's end gives way to a start", () => {
    const table = run(
      [...setAddress(0x104), ...COPY, ...advancePc(4), ...END],
      [...setAddress(0x100), ...COPY, ...special(0, 4), ...advancePc(4), ...END],
    );
    expect([0x100, 0x104, 0x108].map((address) => at(table, address))).to.deep.equal([
      "dir/a.c:5",
      "dir/a.c:1",
      undefined,
    ]);
  });

  it("rows at the end of their sequence cover nothing", () => {
    const table = run(setAddress(0x100), COPY, special(4, 1), END);
    expect([0x100, 0x104, 0x108].map((address) => at(table, address))).to.deep.equal([
      "dir/a.c:1",
      undefined,
      undefined,
    ]);
  });

  it("line 0, files that do not exist and names unfit to be shown are unknown", () => {
    const rows = (...program: number[][]): string | undefined =>
      at(run(setAddress(0), ...program, COPY, advancePc(4), END), 0);
    expect(rows(advanceLine(-1))).to.equal(undefined);
    expect(rows(setFile(0))).to.equal(undefined);
    expect(rows(setFile(99))).to.equal(undefined);
    expect(rows([0, 8, 3, ...text("c.c"), 1, 0, 0], setFile(3))).to.equal("dir/c.c:1");
    expect(rows([0, 8, 3, ...text("\u001bc"), 1, 0, 0, 0], setFile(3))).to.equal(undefined);
  });
});
