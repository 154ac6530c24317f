import { expect } from "chai";
import { describe, it } from "mocha";
import type { MachineErrorCode } from "../../src/machine/error.ts";
import { PAGE_BYTES } from "../../src/machine/isa.ts";
import { loadProgram, type Program } from "../../src/machine/program.ts";
import {
  expectRefusal,
  expectWellFormed,
  HALT,
  makeElf,
  R,
  refusal,
  RW,
  RX,
  type SegmentSpec,
  tableOf,
} from "./elfFile.ts";

const SERVICE = `memory_layout:
  user_data:
    start: 0xA0000000
    size: 0x100000 # 1 MB
    hash_chunks: 256
  market_data:
    start: 0xA0100000
    size: 0x200000 # 2 MB
    hash_chunks: 512
  algorithm_code:
    start: 0x80000000
    size: 0x50000 # 320 KB
    hash_chunks: 80
`;

const PRICING = `memory_layout:
  user_auth: { start: 0xA0000000, size: 0x10000 }
  market_data: { start: 0xA0010000, size: 0x100000 }
  pricing_engine: { start: 0x80000000, size: 0x80000, kind: readOnly }
  risk: { start: 0xA0110000, size: 0x200000 }
`;

const text: SegmentSpec = { address: 0x80000000, bytes: HALT, flags: RX, section: ".text" };
const elf = (...segments: SegmentSpec[]): Uint8Array => makeElf({ segments: [text, ...segments] });
const load = (file: Uint8Array, layout?: string): Program => loadProgram(file, layout, "layout.yaml").program;

describe("layoutFit: a layout file over a program", () => {
  const two = elf({ address: 0x90000000, bytes: [1, 2], size: 0x2000, flags: RW, section: ".data" });
  const layout = (...entries: string[]): string => `memory_layout:\n${entries.map((entry) => `  ${entry}\n`).join("")}`;
  const code = "program: { start: 0x80000000, size: 0x1000 }";
  const refused = (file: Uint8Array, text: string, error: MachineErrorCode, line: number, what: RegExp): void =>
    expectRefusal(() => load(file, text), error, `layout.yaml:${line}`, what);

  it("takes kinds from the segments inside, readWrite where there are none", () => {
    const program = load(
      two,
      layout("free: { start: 0, size: 0x1000 }", "data: { start: 0x8FFFF000, size: 0x4000 }", code),
    );
    expect(tableOf(program)).to.deep.equal(["free 0 1000 3", "program 80000000 1000 1", "data 8ffff000 4000 3"]);
    expect(program.images.map(({ length }) => length)).to.deep.equal([0, HALT.length, 0x1002]);
    expect([...program.images[2].subarray(0xfff)]).to.deep.equal([0, 1, 2].slice(0, 0x1002 - 0xfff));
  });

  it("cuts one segment into the sections that the file names", () => {
    const bytes = Uint8Array.from({ length: 0x1800 }, (_, i) => i);
    const file = elf({ address: 0x90000000, bytes, size: 0x3000, flags: RW });
    const halves = layout(code, "b: { start: 0x90001000, size: 0x2000 }", "a: { start: 0x90000000, size: 0x1000 }");
    const { names, images } = load(file, halves);
    expect(names).to.deep.equal(["program", "a", "b"]);
    expect(Buffer.compare(Buffer.concat(images.slice(1)), bytes)).to.equal(0);
  });

  it("refuses a kind that the program contradicts", () => {
    const pairs = [
      ["readWrite", /"program" is readWrite, but the program's segment at 0x80000000 in it is code/],
      ["readOnly", /is readOnly, but.*is code/],
      ["input", /is input, but.*is code/],
    ] as const;
    for (const [kind, what] of pairs) {
      refused(elf(), layout(`program: { start: 0x80000000, size: 0x1000, kind: ${kind} }`), "LAYOUT_SEGMENT", 2, what);
    }
    const whole = layout("all: { start: 0x80000000, size: 0x20000000 }");
    refused(
      two,
      whole,
      "LAYOUT_SEGMENT",
      2,
      /"all" is code, but the program's segment at 0x90000000 in it is readWrite/,
    );
  });

  it("refuses a segment that no section covers, or that one covers in part", () => {
    refused(two, layout(code), "LAYOUT_SEGMENT", 1, /0x90000000 of 0x2000 bytes is in no section from 0x90000000 on/);
    const half = layout(code, "data: { start: 0x90000000, size: 0x1000 }");
    refused(two, half, "LAYOUT_SEGMENT", 1, /is in no section from 0x90001000 on/);
    const hole = layout(code, "data: { start: 0x90001000, size: 0x1000 }");
    refused(two, `nary_search: 2\n${hole}`, "LAYOUT_SEGMENT", 2, /is in no section from 0x90000000 on/);
  });

  it("refuses two input sections", () => {
    const inputs = ["a", "b"].map((name, i) => `${name}: { start: ${4096 * i}, size: 4096, kind: input }`);
    refused(elf(), layout(code, ...inputs), "LAYOUT_SECTIONS", 4, /"b" is a second input/);
    const input = elf({ address: 0xa0000000, size: 0x2000, flags: R, section: ".input" });
    const cut = ["a", "b"].map((name, i) => `${name}: { start: ${0xa0000000 + 4096 * i}, size: 4096 }`);
    refused(input, layout(code, ...cut), "LAYOUT_SECTIONS", 4, /"b" is a second input/);
    expect(load(elf(), layout(code, inputs[0])).inputSize).to.equal(4096);
  });

  it("refuses 17 sections after merging", () => {
    const many = (count: number, merge: boolean): string[] =>
      Array.from({ length: count }, (_, i) => `s${i}: { start: ${4096 * i}, size: 4096, merge: ${merge} }`);
    expectWellFormed(load(elf(), layout(code, ...many(15, false))));
    refused(elf(), layout(code, ...many(16, false)), "LAYOUT_SECTIONS", 1, /17 sections/);
    expect(load(elf(), layout(code, ...many(100, true))).layout).to.have.length(2);
  });

  it("merges neighbours of equal kind that touch, where both say so", () => {
    const section = (name: string, page: number, more: string): string =>
      `${name}: { start: ${4096 * page}, size: 4096, ${more} }`;
    const merged = load(
      elf(),
      layout(
        code,
        section("c", 3, "merge: true, priority: high"),
        section("b", 2, "merge: true, priority: low"),
        section("d", 4, "merge: false"),
        section("e", 5, "merge: true"),
        section("f", 6, "merge: true, kind: readOnly"),
        section("g", 8, "merge: true, kind: readOnly"),
        section("h", 9, "merge: true, kind: readOnly"),
      ),
    );
    expect(tableOf(merged).slice(0, -1)).to.deep.equal([
      "b+c 2000 2000 3",
      "d 4000 1000 3",
      "e 5000 1000 3",
      "f 6000 1000 2",
      "g+h 8000 2000 2",
    ]);
  });

  it("finds priorities and critical sections, of merged ones too", () => {
    const text = `${layout(
      "a: { start: 0, size: 4096, merge: true, priority: low }",
      "b: { start: 4096, size: 4096, merge: true, priority: high }",
      code,
    )}challenge:\n  verify_critical_sections: [b, program, a]\n`;
    const { settings } = loadProgram(elf(), text);
    expect(settings).to.deep.equal({
      maxSteps: undefined,
      nary: undefined,
      timeoutRounds: undefined,
      priorities: ["high", "medium"],
      criticalSections: ["a+b", "program"],
      parallelVerification: false,
    });
    refused(elf(), text.replace("[b", "[b,\n    c"), "LAYOUT_VALUE", 7, /No section is called "c".*: a, b, program/);
  });

  it("checks names against the default sections when the file has none of its own", () => {
    const critical = (name: string): string => `challenge: { verify_critical_sections: [${name}] }`;
    expect(loadProgram(two, critical("readWrite")).settings.criticalSections).to.deep.equal(["readWrite"]);
    refused(two, critical("user_auth"), "LAYOUT_VALUE", 1, /No section is called "user_auth"/);
  });
});

describe("layoutFit: the layouts that services describe", () => {
  it("three sections with their chunk counts", () => {
    expect(tableOf(load(elf(), SERVICE))).to.deep.equal([
      "algorithm_code 80000000 50000 1",
      "user_data a0000000 100000 3",
      "market_data a0100000 200000 3",
    ]);
    const shifted = SERVICE.replace("0xA0100000", "0xA00FF000");
    expectRefusal(() => load(elf(), shifted), "LAYOUT_OVERLAP", "layout.yaml:6", /"market_data" overlaps "user_data"/);
    const crooked = SERVICE.replace("0xA0100000", "0xA0100010");
    expectRefusal(() => load(elf(), crooked), "LAYOUT_VALUE", "layout.yaml:7", /not a multiple of 4096/);
    const chunks = SERVICE.replace("hash_chunks: 80", "hash_chunks: 81");
    expectRefusal(() => load(elf(), chunks), "LAYOUT_VALUE", "layout.yaml:13", /81 chunks/);
  });

  it("a pricing engine that is readOnly, beside three data sections that touch", () => {
    const file = makeElf({
      entry: 0x70000000,
      segments: [
        { address: 0x70000000, bytes: HALT, flags: RX },
        { address: 0x80000000, bytes: [1], flags: R },
        { address: 0xa0110000, bytes: [2], flags: RW },
      ],
    });
    const program = load(file, `${PRICING}  code: { start: 0x70000000, size: 0x1000 }\n`);
    expect(tableOf(program)).to.deep.equal([
      "code 70000000 1000 1",
      "pricing_engine 80000000 80000 2",
      "user_auth a0000000 10000 3",
      "market_data a0010000 100000 3",
      "risk a0110000 200000 3",
    ]);
    expect(program.layout.every(({ size }) => size % PAGE_BYTES === 0)).to.equal(true);
    expect(refusal(() => load(file, PRICING))).to.include({ code: "LAYOUT_SEGMENT", where: "layout.yaml:1" });
  });
});
