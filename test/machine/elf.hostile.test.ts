import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { loadProgram } from "../../src/machine/program.ts";
import { guestPath } from "../guest/elf.ts";
import { random } from "../helpers/random.ts";
import { expectWellFormed, makeElf, refusal, RW, RX, smallElf } from "./elfFile.ts";

/** Loads a file that may be anything: true if it made a well-formed program, false if it was refused; else it throws. */
function survives(file: Uint8Array): boolean {
  const error = refusal(() => expectWellFormed(loadProgram(file).program));
  if (error === undefined) return true;
  expect(error.code).to.match(/^(ELF|LAYOUT|MEMORY)_/);
  if (error.code.startsWith("ELF_")) expect(error.where).to.match(/^offset 0x[\da-f]+$/);
  return false;
}

const guest = (path: string): Uint8Array => new Uint8Array(readFileSync(guestPath(path)));

describe("elf: hostile files", function () {
  this.timeout(60_000);

  it("every byte of the headers of a small file, replaced by several values", () => {
    const file = smallElf();
    const headers = new DataView(file.buffer).getUint32(32, true);
    const inHeaders = (at: number): boolean => at < 52 + 4 * 32 || at >= headers;
    const outcome = { loaded: 0, refused: 0 };
    for (let at = 0; at < file.length; at++) {
      if (!inHeaders(at)) continue;
      for (const value of [0, 1, 2, 0x7f, 0x80, 0xff, file[at] ^ 1, file[at] ^ 0x80, file[at] + 1]) {
        outcome[survives(file.with(at, value)) ? "loaded" : "refused"]++;
      }
    }
    expect(outcome.loaded).to.be.greaterThan(1000);
    expect(outcome.refused).to.be.greaterThan(1000);
  });

  for (const [name, file] of [
    ["a small file", smallElf()],
    ["toy", guest("toy/toy.elf")],
  ] as const) {
    it(`${name}, cut at every length, is refused`, () => {
      for (let length = 0; length < file.length; length++) {
        expect(refusal(() => loadProgram(file.subarray(0, length)))?.code, `${length} bytes`).to.match(
          /^ELF_(TRUNC|SYMB)/,
        );
      }
    });
  }

  const SEED = 0x51ab;
  it(`5,000 files damaged in up to eight places, seed ${SEED}`, () => {
    const next = random(SEED);
    const files = [smallElf(), guest("toy/toy.elf"), guest("gas/gas.elf")];
    const outcome = { loaded: 0, refused: 0 };
    for (let i = 0; i < 5_000; i++) {
      const file = files[next() % files.length].slice();
      const tables = new DataView(file.buffer).getUint32(32, true);
      for (let damage = next() % 8; damage >= 0; damage--) {
        // Half of the damage goes to headers, where it matters most.
        const headers = next() % 2 === 0 ? next() % 180 : tables + (next() % (file.length - tables));
        file[next() % 2 === 0 ? headers : next() % file.length] = next() % 3 === 0 ? 0xff : next();
      }
      outcome[survives(file) ? "loaded" : "refused"]++;
    }
    expect(outcome.loaded).to.be.greaterThan(500);
    expect(outcome.refused).to.be.greaterThan(500);
  });

  it("a hole of 3 GiB between two parts of one section is refused, not allocated", () => {
    const file = makeElf({
      segments: [
        { address: 0x80000000, bytes: [0x73, 0, 0, 0], flags: RX },
        { address: 0x1000, bytes: [1], size: 0x70000000, flags: RW },
        { address: 0x70001000, bytes: [2], flags: RW },
      ],
    });
    expect(refusal(() => loadProgram(file))?.code).to.equal("MEMORY_LIMIT");
  });

  it("20,000 symbols that share one long name take time and memory in proportion", () => {
    const symbols = Array.from({ length: 20_000 }, (_, i) => ({ name: i === 0 ? "n".repeat(1000) : "", value: i }));
    const file = makeElf({ segments: [{ address: 0x80000000, bytes: [0x73, 0, 0, 0], flags: RX }], symbols });
    const view = new DataView(file.buffer);
    const table = view.getUint32(view.getUint32(32, true) + 40 * 1 + 16, true);
    for (let i = 1; i <= symbols.length; i++) view.setUint32(table + 16 * i, 1, true);
    expect(loadProgram(file).program.symbols).to.have.length(20_000);
  });
});
