import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { readElf } from "../../src/machine/elf.ts";
import type { MachineErrorCode } from "../../src/machine/error.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { guestPath, readElf as readIndependently } from "../guest/elf.ts";
import { allElfs } from "../guest/programs.ts";
import {
  expectRefusal,
  expectWellFormed,
  FIELD,
  HALT,
  makeElf,
  patched,
  R,
  refusal,
  RW,
  RX,
  type SegmentSpec,
  segmentField,
  smallElf,
} from "./elfFile.ts";

const text: SegmentSpec = { address: 0x80000000, bytes: HALT, flags: RX, section: ".text" };
const withSegments = (...segments: SegmentSpec[]): Uint8Array => makeElf({ segments: [text, ...segments] });

describe("elf: the committed guests", () => {
  for (const path of allElfs()) {
    it(`${path} reads as an independent reader says`, () => {
      const { entry, segments, symbols } = readElf(readFileSync(guestPath(path)));
      const other = readIndependently(path);
      expect(entry).to.equal(other.entry);
      expect(segments.map(({ address, size }) => ({ address, size }))).to.deep.equal(
        other.segments.map(({ address, memorySize }) => ({ address, size: memorySize })),
      );
      for (const [i, { bytes }] of segments.entries()) {
        expect(Buffer.compare(bytes, other.segments[i].bytes), `bytes of segment ${i}`).to.equal(0);
      }
      expect(symbols).to.not.have.length(0);
      for (const { name, address, size } of symbols) {
        const same = other.symbols.get(name);
        // Local labels of two files may share a name; the independent reader keeps the last.
        if (same?.value === address) expect(size, name).to.equal(same.size);
        else expect(symbols.filter((symbol) => symbol.name === name).length, name).to.be.greaterThan(1);
      }
    });
  }
});

describe("elf: what is no program of this machine", () => {
  const small = smallElf();
  const shoff = new DataView(small.buffer).getUint32(FIELD.shoff, true);
  const sectionField = (index: number, word: number): number => shoff + 40 * index + 4 * word;
  const [SYMTAB, STRTAB] = [5, 6];

  const damaged: [string, Uint8Array, MachineErrorCode, string, RegExp][] = [
    ["nothing", new Uint8Array(0), "ELF_TRUNCATED", "offset 0x0", /incomplete.*the file at 0x0/],
    ["a text file", Buffer.from("hello, judge"), "ELF_UNSUPPORTED", "offset 0x0", /no ELF file.*0x6c6c6568/],
    ["64 bits", patched(small, 4, 2, 1), "ELF_UNSUPPORTED", "offset 0x4", /32-bit/],
    ["big-endian", patched(small, 5, 2, 1), "ELF_UNSUPPORTED", "offset 0x5", /little-endian/],
    ["another identification", patched(small, 6, 0, 1), "ELF_UNSUPPORTED", "offset 0x6", /format/],
    ["an object file", patched(small, FIELD.type, 1, 2), "ELF_UNSUPPORTED", "offset 0x10", /no linked program.*0x1/],
    ["a shared library", patched(small, FIELD.type, 3, 2), "ELF_UNSUPPORTED", "offset 0x10", /no linked program.*0x3/],
    ["x86", patched(small, FIELD.machine, 3, 2), "ELF_UNSUPPORTED", "offset 0x12", /RISC-V/],
    ["another version", patched(small, FIELD.version, 2), "ELF_UNSUPPORTED", "offset 0x14", /format/],
    ["another header", patched(small, 40, 64, 2), "ELF_UNSUPPORTED", "offset 0x28", /header is 0x40/],
    ["RVC", patched(small, FIELD.flags, 1), "ELF_UNSUPPORTED", "offset 0x24", /compressed/],
    ["single floats", patched(small, FIELD.flags, 2), "ELF_UNSUPPORTED", "offset 0x24", /floating point/],
    ["double floats", patched(small, FIELD.flags, 4), "ELF_UNSUPPORTED", "offset 0x24", /floating point/],
    ["RVE", patched(small, FIELD.flags, 8), "ELF_UNSUPPORTED", "offset 0x24", /16-register/],
    ["an unknown flag", patched(small, FIELD.flags, 0x80000000), "ELF_UNSUPPORTED", "offset 0x24", /0x80000000/],
    ["an entry in data", patched(small, FIELD.entry, 0x80002000), "ELF_ENTRY", "offset 0x18", /not in an executable/],
    ["an entry nowhere", patched(small, FIELD.entry, 0x80000008), "ELF_ENTRY", "offset 0x18", /not in an executable/],
    ["a misaligned entry", patched(small, FIELD.entry, 0x80000002), "ELF_ENTRY", "offset 0x18", /multiple of 4/],
    ["no segments", patched(small, FIELD.phnum, 0, 2), "ELF_SEGMENT", "offset 0x2c", /no program headers/],
    ["other program headers", patched(small, 42, 56, 2), "ELF_UNSUPPORTED", "offset 0x2a", /of 56 bytes/],
    [
      "segments beyond the file",
      patched(small, FIELD.phoff, 0xfffffff0),
      "ELF_TRUNCATED",
      "offset 0xfffffff0",
      /headers/,
    ],
    [
      "sections beyond the file",
      patched(small, FIELD.shoff, 0xfffffff0),
      "ELF_TRUNCATED",
      "offset 0xfffffff0",
      /headers/,
    ],
    ["other section headers", patched(small, 46, 64, 2), "ELF_UNSUPPORTED", "offset 0x2e", /of 64 bytes/],
    ["uncounted section headers", patched(small, 48, 0, 2), "ELF_UNSUPPORTED", "offset 0x2e", /^0 section headers/],
    ["names of sections in code", patched(small, 50, 1, 2), "ELF_SYMBOLS", "offset 0x32", /section 1.*no string table/],
    ["no names of sections", patched(small, 50, 99, 2), "ELF_SYMBOLS", "offset 0x32", /section 99/],
    ["a dynamic program", patched(small, segmentField(1, 0), 2), "ELF_UNSUPPORTED", "offset 0x54", /dynamic linker/],
    ["an interpreter", patched(small, segmentField(1, 0), 3), "ELF_UNSUPPORTED", "offset 0x54", /dynamic linker/],
    [
      "bytes beyond the file",
      patched(small, segmentField(0, 1), 0xffffffff),
      "ELF_TRUNCATED",
      "offset 0xffffffff",
      /segment/,
    ],
    ["more file than memory", patched(small, segmentField(0, 5), 7), "ELF_SEGMENT", "offset 0x34", /8 in the file/],
    ["file but no memory", patched(small, segmentField(0, 5), 0), "ELF_SEGMENT", "offset 0x34", /0 bytes in memory/],
    [
      "an end beyond 2^32",
      patched(small, segmentField(3, 5), 0x60000001),
      "ELF_SEGMENT",
      "offset 0x94",
      /beyond 2\^32/,
    ],
    [
      "symbols beyond the file",
      patched(small, sectionField(SYMTAB, 4), 0xffffff00),
      "ELF_SYMBOLS",
      "offset 0xffffff00",
      /section/,
    ],
    [
      "names beyond the file",
      patched(small, sectionField(STRTAB, 5), 0xffffffff),
      "ELF_SYMBOLS",
      "offset 0xf1",
      /section/,
    ],
    [
      "a section beyond the file",
      patched(small, sectionField(1, 5), 0xffffffff),
      "ELF_TRUNCATED",
      "offset 0xb4",
      /section/,
    ],
    ...([1, 2, 3, 7, 0, 8] as const).map((flags): (typeof damaged)[number] => {
      return [
        `flags ${flags}`,
        patched(small, segmentField(1, 6), flags),
        "ELF_SEGMENT",
        "offset 0x54",
        /R-X, R-- and RW-/,
      ];
    }),
  ];
  for (const [name, file, code, where, what] of damaged) {
    it(`refuses ${name}`, () => expectRefusal(() => readElf(file), code, where, what));
  }

  it("accepts the file that the cases above damage", () => expectWellFormed(loadProgram(small).program));

  it("refuses segments that overlap, in whatever order they come", () => {
    const file = (first: number, second: number): Uint8Array =>
      withSegments({ address: first, size: 0x1000, flags: RW }, { address: second, size: 0x1000, flags: RW });
    expectRefusal(
      () => readElf(file(0x90000000, 0x90000fff)),
      "ELF_SEGMENT",
      "offset 0x74",
      /0x90000fff overlaps.*0x90000000/,
    );
    expectRefusal(
      () => readElf(file(0x90000fff, 0x90000000)),
      "ELF_SEGMENT",
      "offset 0x54",
      /0x90000fff overlaps.*0x90000000/,
    );
    expectRefusal(() => readElf(file(0x90000000, 0x90000000)), "ELF_SEGMENT", "offset 0x74", /overlaps/);
    expect(readElf(file(0x90000000, 0x90001000)).segments).to.have.length(3);
  });

  it("lets a segment end at 2^32 exactly", () => {
    const { program } = loadProgram(withSegments({ address: 0xfffff000, size: 0x1000, flags: RW }));
    expect(program.layout[1]).to.deep.equal({ start: 0xfffff000, size: 0x1000, kind: 3 });
  });

  it("ignores segments without memory, and headers that load nothing", () => {
    const notLoaded = withSegments({ address: 0x80000000, size: 0, flags: 7 }, { address: 0, bytes: [1], flags: RW });
    const { segments } = readElf(patched(notLoaded, segmentField(2, 0), 0x6474e551));
    expect(segments).to.have.length(1);
  });

  it("accepts a file stripped of section headers: no names, no lines, no input", () => {
    const { program } = loadProgram(patched(small, FIELD.shoff, 0));
    expect(program.names).to.deep.equal(["code", "readOnly", "readWrite", "readOnly2"]);
    expect([program.symbols.length, program.lines.addresses.length, program.inputSize]).to.deep.equal([0, 0, 0]);
  });

  it("refuses a section .input that the host could not map a batch over", () => {
    const input = { address: 0xa0000000, size: 0x2000, flags: R, section: ".input" };
    const code = "ELF_SEGMENT";
    const what = /\.input must be whole pages/;
    const refused = (...segments: SegmentSpec[]): void => {
      const error = refusal(() => readElf(withSegments(...segments)));
      expect(error).to.include({ code });
      expect(error!.message).to.match(what);
    };
    refused({ ...input, flags: RW });
    refused({ ...input, bytes: [1] });
    refused({ ...input, size: 0x2001 });
    refused({ ...input, address: 0xa0000020 });
    const withBytes = withSegments({ ...input, bytes: new Uint8Array(0x1000), size: 0x1000 });
    const header = new DataView(withBytes.buffer).getUint32(FIELD.shoff, true) + 40 * 2;
    for (const type of [1, 8]) {
      const file = patched(withBytes, header + 4, type);
      expectRefusal(() => readElf(file), code, `offset 0x${header.toString(16)}`, what);
    }
    const elsewhere = patched(small, sectionField(4, 3), 0xa0001000);
    expectRefusal(() => readElf(elsewhere), code, `offset 0x${sectionField(4, 0).toString(16)}`, what);
    const twice = withSegments(input, { ...input, address: 0xb0000000 });
    expect(refusal(() => readElf(twice))!.message).to.match(/second section \.input/);
  });
});
