import { expect } from "chai";
import { describe, it } from "mocha";
import { readElf } from "../../src/machine/elf.ts";
import type { ProgramSymbol } from "../../src/machine/elfSymbols.ts";
import { FIELD, HALT, makeElf, OBJECT, patched, RX, smallElf, type SymbolSpec } from "./elfFile.ts";

const text = { address: 0x80000000, bytes: HALT, flags: RX, section: ".text" };
const symbolsOf = (...symbols: SymbolSpec[]): readonly ProgramSymbol[] =>
  readElf(makeElf({ segments: [text], symbols })).symbols;

describe("elfSymbols", () => {
  it("keeps functions, objects, labels and constants, sorted by address, the enclosing one first", () => {
    const symbols = symbolsOf(
      { name: "inner", value: 0x80000004, size: 4 },
      { name: "data", value: 0x80000000, size: 4, type: OBJECT },
      { name: "outer", value: 0x80000000, size: 8 },
      { name: "here", value: 0x80000004, type: 0 },
      { name: "phase_work", value: 1, type: 0, section: 0xfff1 },
    );
    expect(symbols).to.deep.equal([
      { name: "phase_work", address: 1, size: 0, kind: "constant" },
      { name: "outer", address: 0x80000000, size: 8, kind: "function" },
      { name: "data", address: 0x80000000, size: 4, kind: "object" },
      { name: "inner", address: 0x80000004, size: 4, kind: "function" },
      { name: "here", address: 0x80000004, size: 0, kind: "label" },
    ]);
  });

  it("leaves out what is undefined, unnamed, of no use, beyond 2^32 or unfit for a terminal", () => {
    const value = 0x80000000;
    const symbols = symbolsOf(
      { name: "undefined", value, section: 0 },
      { name: "", value },
      { name: "section", value, type: 3 },
      { name: "file.c", value, type: 4 },
      { name: "$x", value, type: 0 },
      { name: "wraps", value: 0xffffffff, size: 2 },
      { name: "red\u001b[31m", value },
      { name: "long".repeat(256), value },
      { name: "kept", value },
    );
    expect(symbols.map(({ name }) => name)).to.deep.equal(["kept"]);
  });

  it("has no symbols when the table makes no sense", () => {
    const file = smallElf();
    const symtab = new DataView(file.buffer).getUint32(FIELD.shoff, true) + 40 * 5;
    const [LINK, ENTRY_SIZE] = [6, 9];
    expect(readElf(file).symbols).to.have.length(2);
    for (const link of [0, 1, 99]) expect(readElf(patched(file, symtab + 4 * LINK, link)).symbols).to.deep.equal([]);
    expect(readElf(patched(file, symtab + 4 * ENTRY_SIZE, 24)).symbols).to.deep.equal([]);
  });
});
