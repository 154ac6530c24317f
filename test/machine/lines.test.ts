import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { readElf } from "../../src/machine/elf.ts";
import { findLine } from "../../src/machine/lines.ts";
import { guestPath } from "../guest/elf.ts";
import { C_PROGRAMS } from "../guest/programs.ts";
import { random } from "../helpers/random.ts";
import { makeElf, patched } from "./elfFile.ts";
import { advancePc, at, COPY, decode, END, setAddress, text, unit, word } from "./lineTable.ts";

const TOOL = "riscv64-unknown-elf-";
describe("lines: what is absent or odd is unknown", () => {
  const program = [setAddress(0x100), COPY, advancePc(4), END];
  const good = unit({ program });
  const known = (line: readonly number[]): string | undefined => at(decode(line), 0x100);

  it("nothing, and a program without the section", () => {
    expect(known([])).to.equal(undefined);
    const elf = readElf(makeElf({ segments: [{ address: 0x80000000, bytes: [0x73, 0, 0, 0], flags: 5 }] }));
    expect(findLine(elf.lines, 0x80000000)).to.equal(undefined);
  });

  it("a section that is compressed", () => {
    const file = new Uint8Array(readFileSync(guestPath("toy/toy.elf")));
    const { header } = readElf(file).sections.find(({ name }) => name === ".debug_line")!;
    expect(findLine(readElf(file).lines, 0x80000000)).to.not.equal(undefined);
    expect(findLine(readElf(patched(file, header + 8, 0x800)).lines, 0x80000000)).to.equal(undefined);
  });

  it("units of other versions and encodings are stepped over", () => {
    const NAMED = [1, 1, 8, 0, 1, 1, 8, 2, ...text("x.c"), ...text("a.c")];
    expect(known(unit({ version: 5, tables: NAMED, program }))).to.equal("a.c:1");
    const others = [
      unit({ version: 1, program }),
      unit({ version: 6, program }),
      unit({ program, fields: [1, 4, 1, 251, 14, 13] }), // four operations in one instruction
      unit({ program, fields: [1, 1, 1, 251, 0, 13] }), // no lines in special opcodes
      unit({ version: 5, tables: NAMED, program, addresses: [8, 0] }), // addresses of 64 bits
      unit({ version: 5, tables: NAMED, program, addresses: [4, 1] }), // segments
      word(0),
      unit({ version: 5, tables: [1, 1, 0x99, 1, 0], program }), // a form that a table cannot have
      unit({ version: 5, tables: [0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0], program }), // 2^32 entries of no bytes
    ];
    for (const other of others) {
      expect(known(other)).to.equal(undefined);
      expect(known([...other, ...good])).to.equal("dir/a.c:1");
    }
  });

  it("a unit that ends beyond the section, or is of the 64-bit format, ends the table", () => {
    expect(known([...good, ...good.with(0, 200)])).to.equal("dir/a.c:1");
    expect(known([...word(0xffffffff), ...word(good.length - 4), ...word(0), ...good.slice(4)])).to.equal(undefined);
  });

  it("a sequence without an end is left out", () => {
    expect(known(unit({ program: program.slice(0, -1) }))).to.equal(undefined);
  });

  it("cut at every length, it is known whole or not at all", () => {
    for (let length = 0; length < good.length; length++) expect(known(good.slice(0, length))).to.equal(undefined);
  });

  const SEED = 0xd3f;
  it(`2,000 damaged tables are decoded without an error, seed ${SEED}`, function () {
    this.timeout(60_000);
    const next = random(SEED);
    const real = contentsOf("toy/toy.elf");
    for (let i = 0; i < 2_000; i++) {
      const damaged = next() % 2 === 0 ? real.slice() : Uint8Array.from([...good, ...unit({ version: 5, program })]);
      for (let damage = next() % 6; damage >= 0; damage--)
        damaged[next() % damaged.length] = next() % 2 === 0 ? 0xff : next();
      const table = decode(damaged, damaged, damaged);
      expect(table.addresses.every((address, row) => row === 0 || address >= table.addresses[row - 1])).to.equal(true);
      for (const address of [0, 0x80000000, 0x80000100, 0xffffffff]) findLine(table, address);
    }
  });
});

describe("lines: as the binary utilities decode them", () => {
  if (spawnSync(`${TOOL}objdump`, ["--version"]).status !== 0) {
    it(`${TOOL}objdump not found: comparison skipped`); // pending: one visible line
    return;
  }

  for (const path of C_PROGRAMS) {
    it(path, () => compare(guestPath(path)));
  }

  const source = `static int twice(int x) { return 2 * x; }
int _start(int x) {
  int y = twice(x);
  for (int i = 0; i < x; i++)
    y += twice(y);
  return y;
}
`;
  const compiler = spawnSync(`${TOOL}gcc`, ["--version"]).status === 0;
  for (const version of [2, 3, 4, 5]) {
    (compiler ? it : it.skip)(`a program compiled with -gdwarf-${version}`, function () {
      this.timeout(60_000);
      const folder = mkdtempSync(join(tmpdir(), "lines-"));
      try {
        writeFileSync(join(folder, "small.c"), source);
        const flags = ["-march=rv32im", "-mabi=ilp32", "-nostdlib", "-static", "-O1", "-g", `-gdwarf-${version}`];
        execFileSync(`${TOOL}gcc`, [...flags, "-Wl,-Ttext=0x80000000", "small.c", "-o", "small.elf"], { cwd: folder });
        compare(join(folder, "small.elf"));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  /** Holds each address with a row of its own against the last line that objdump gives for it. */
  function compare(path: string): void {
    const { lines } = readElf(readFileSync(path));
    const dump = execFileSync(`${TOOL}objdump`, ["--dwarf=decodedline", path], { encoding: "utf8" });
    const rows = [...dump.matchAll(/^(\S+)\s+(\d+|-)\s+0x([0-9a-f]+)/gm)];
    const last = new Map<number, string>();
    for (const [, file, line, address] of rows) {
      const at = Number.parseInt(address, 16);
      // An end of a sequence says nothing where another one starts.
      if (line !== "-") last.set(at, `${file}:${line}`);
    }
    expect(last.size).to.be.greaterThan(5);
    for (const [address, expected] of last) {
      const { file, line } = findLine(lines, address)!;
      expect(`${file.split("/").at(-1)}:${line}`, address.toString(16)).to.equal(expected);
    }
  }
});

/** `.debug_line` of a guest. */
function contentsOf(path: string): Uint8Array {
  const file = readFileSync(guestPath(path));
  const { offset, size } = readElf(file).sections.find(({ name }) => name === ".debug_line")!;
  return new Uint8Array(file.subarray(offset, offset + size));
}
