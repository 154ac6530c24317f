import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { Live, NOT_HASHED } from "../../src/machine/access/live.ts";
import { Commitment } from "../../src/machine/commitment.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { functionAt, lineAt, loadProgram, objectAt, type Program } from "../../src/machine/program.ts";
import { layoutHash } from "../../src/machine/section.ts";
import { type State, startState } from "../../src/machine/state.ts";
import { run } from "../../src/machine/step.ts";
import { toHex } from "../../src/types/hex.ts";
import { guestPath, readElf } from "../guest/elf.ts";
import { allElfs } from "../guest/programs.ts";
import { expectWellFormed, OBJECT, makeElf, HALT, RX, RW } from "./elfFile.ts";

const guest = (path: string): Uint8Array => new Uint8Array(readFileSync(guestPath(path)));
const load = (path: string, layout?: string): Program => loadProgram(guest(path), layout, "layout.yaml").program;

/** The program in memory, and the roots of its sections. */
function inMemory({ layout, images }: Program): { memory: Live; roots: string[] } {
  const memory = new Live(layout, new NodeStore());
  for (const [i, { start }] of layout.entries()) memory.bytes.set(images[i], memory.read(start));
  memory.changed.fill(NOT_HASHED);
  return { memory, roots: new Commitment(layout, memory).roots().map((root) => toHex(root)) };
}

function execute(program: Program): State {
  const state = startState(program.entry, new Uint8Array(32), 0);
  run(state, inMemory(program).memory, 2 ** 20);
  return state;
}

describe("program: the committed guests", () => {
  for (const path of allElfs()) {
    it(`${path} loads, each byte of its segments at its address`, () => {
      const program = load(path);
      expectWellFormed(program);
      for (const { address, bytes } of readElf(path).segments) {
        const index = program.layout.findIndex(({ start, size }) => address >= start && address - start < size);
        const { start } = program.layout[index];
        const image = program.images[index].subarray(address - start, address - start + bytes.length);
        expect(Buffer.compare(image, bytes), `bytes at ${address.toString(16)}`).to.equal(0);
      }
    });
  }
});

describe("program: functions, objects and lines by address", () => {
  const bank = load("bank/bank.elf");
  const symbol = (name: string) => bank.symbols.find((one) => one.name === name)!;

  it("knows the function of each of its instructions, from the first to the last", () => {
    for (const name of ["_start", "main", "move", "sha256Update"]) {
      const { address, size } = symbol(name);
      for (let at = address; at < address + size; at += 4) expect(functionAt(bank, at)?.name).to.equal(name);
      expect(functionAt(bank, address + size)?.name).to.not.equal(name);
    }
    expect(functionAt(bank, 0)).to.equal(undefined);
  });

  it("knows the variable of each of its bytes, by signed addresses too", () => {
    const { address, size } = symbol("accounts");
    expect(objectAt(bank, address)?.name).to.equal("accounts");
    expect(objectAt(bank, (address + size - 1) | 0)?.name).to.equal("accounts");
    expect(objectAt(bank, address + size)?.name).to.not.equal("accounts");
    expect(objectAt(bank, symbol("main").address)).to.equal(undefined);
    expect(functionAt(bank, address)).to.equal(undefined);
  });

  it("names the innermost of nested ones", () => {
    const { program } = loadProgram(
      makeElf({
        segments: [
          { address: 0x80000000, bytes: HALT, flags: RX, section: ".text" },
          { address: 0x90000000, size: 4096, flags: RW, section: ".data" },
        ],
        symbols: [
          { name: "whole", value: 0x90000000, size: 64, type: OBJECT, section: 2 },
          { name: "part", value: 0x90000010, size: 16, type: OBJECT, section: 2 },
        ],
      }),
    );
    const names = [0x9000000f, 0x90000010, 0x9000001f, 0x90000020, 0x90000040].map((at) => objectAt(program, at)?.name);
    expect(names).to.deep.equal(["whole", "part", "part", "whole", undefined]);
  });

  it("finds a line of the right function of bank.c for each of its instructions", () => {
    const source = readFileSync(guestPath("bank/bank.c"), "utf8").split("\n");
    const definitions = source.flatMap((text, i) => (/^[a-z].*\) \{$/.test(text) ? [i + 1] : []));
    for (const name of ["initialise", "move", "closeDay", "applyAll", "digest"]) {
      const defined = definitions.findIndex((line) => source[line - 1].includes(` ${name}(`));
      const { address, size } = symbol(name);
      for (let at = address; at < address + size; at += 4) {
        const { file, line } = lineAt(bank, at)!;
        expect(file).to.match(/^guest\/(bank\/bank\.c|runtime\/assize\.h)$/);
        if (file.endsWith(".c")) expect(line).to.be.within(definitions[defined], definitions[defined + 1] - 1);
      }
    }
    expect(lineAt(bank, symbol("accounts").address)).to.equal(undefined);
  });
});

describe("program: what a layout and a change of code do to a program", () => {
  /** The default layout of sort as a file, its readWrite section in two that may merge. */
  const cut = (merge: boolean): string => {
    const { layout, names } = load("sort/sort.elf");
    const entries = layout.map(({ start, size }, i) => `${names[i]}: { start: ${start}, size: ${size} }`);
    const { start, size } = layout[2];
    const low = `low: { start: ${start}, size: 4096, merge: ${merge} }`;
    const high = `high: { start: ${start + 4096}, size: ${size - 4096}, merge: ${merge} }`;
    return ["memory_layout:", ...entries.toSpliced(2, 1, low, high)].join("\n  ");
  };

  it("a layout file that repeats the default gives the same program", () => {
    const merged = load("sort/sort.elf", cut(true));
    const plain = load("sort/sort.elf");
    expect(merged).to.deep.equal({ ...plain, names: ["code", "readOnly", "low+high", "input"] });
  });

  it("merged and unmerged programs have different layout hashes and execute alike", () => {
    const [merged, unmerged] = [true, false].map((merge) => load("sort/sort.elf", cut(merge)));
    expect(unmerged.layout).to.have.length(merged.layout.length + 1);
    expect(layoutHash(unmerged.layout)).to.not.deep.equal(layoutHash(merged.layout));
    const end = execute(merged);
    expect(end.status).to.equal(STATUS_HALTED);
    expect(execute(unmerged)).to.deep.equal(end);
  });

  it("another function body changes the code section's image and root, and no other", () => {
    const file = guest("bank/bank.elf");
    const { layout, images, symbols } = load("bank/bank.elf");
    const { address, size } = symbols.find(({ name }) => name === "move")!;
    const offset = readElf("bank/bank.elf").segments[0].offset + address - layout[0].start;
    for (let i = 0; i < size; i += 4) file.set([0x13, 0, 0, 0], offset + i); // nop
    const swapped = loadProgram(file).program;
    expect(swapped.layout).to.deep.equal(layout);
    expect(swapped.images[0]).to.not.deep.equal(images[0]);
    expect(swapped.images.slice(1)).to.deep.equal(images.slice(1));
    const [before, after] = [inMemory(load("bank/bank.elf")).roots, inMemory(swapped).roots];
    expect(after.map((root, i) => root === before[i])).to.deep.equal([false, true, true, true]);
  });

  it("says whatever the layout file says beside the sections", () => {
    const text = "max_steps: 1048576\nnary_search: 4\nchallenge: { timeout_rounds: 7, parallel_verification: true }";
    expect(loadProgram(guest("toy/toy.elf"), text).settings).to.deep.equal({
      maxSteps: 1048576,
      nary: 4,
      timeoutRounds: 7,
      priorities: ["medium", "medium", "medium", "medium"],
      criticalSections: [],
      parallelVerification: true,
    });
  });
});
