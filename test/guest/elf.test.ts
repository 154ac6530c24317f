import { expect } from "chai";
import { describe, it } from "mocha";
import { type Segment, readElf } from "./elf.ts";
import { C_PROGRAMS, allElfs } from "./programs.ts";

const PAGE = 4096;
const [R, RW, RX] = [4, 6, 5];

const shape = ({ address, flags }: Segment): string => `${address.toString(16)} ${flags}`;
const lineStrings = (elf: string): string => Buffer.from(readElf(elf).section(".debug_line")!).toString("latin1");

describe("guest ELFs", () => {
  for (const path of allElfs()) {
    it(`${path}: whole pages, no headers in memory, nothing both writable and executable`, () => {
      const { segments, entry } = readElf(path);
      expect(entry).to.equal(0x80000000);
      for (const { address, align, offset, flags, bytes, memorySize } of segments) {
        expect(address % PAGE).to.equal(0);
        expect(align).to.equal(PAGE);
        expect(offset % PAGE).to.equal(0);
        expect([R, RW, RX]).to.include(flags);
        expect(memorySize).to.be.greaterThan(0);
        if (bytes.length > 0) expect(offset).to.be.greaterThan(0);
      }
      const sorted = segments.toSorted((a, b) => a.address - b.address);
      expect(segments).to.deep.equal(sorted);
      sorted.slice(1).forEach((segment, i) => {
        expect(segment.address).to.be.at.least(sorted[i]!.address + sorted[i]!.memorySize);
      });
    });
  }

  for (const path of C_PROGRAMS) {
    it(`${path}: code, readOnly, readWrite and input, the last two without bytes in the file`, () => {
      const { segments, symbols } = readElf(path);
      expect(segments.map(({ flags }) => flags)).to.deep.equal([RX, R, RW, R]);
      const end = segments[2]!.address + segments[2]!.memorySize;
      expect(shape(segments[3]!)).to.equal(`${end.toString(16)} ${R}`);
      expect(segments[2]!.bytes).to.have.length(0);
      expect(segments[3]!.bytes).to.have.length(0);
      expect(segments[3]!.memorySize).to.equal(0x20000);
      expect(symbols.get("input")).to.deep.equal({ value: end, size: 0x20000 });
    });

    it(`${path}: names its source files by paths in the repository`, () => {
      const lines = lineStrings(path);
      const name = path.split("/")[0]!;
      expect(lines).to.include(`guest/${name}\0`).and.include(`${name}.c\0`);
      expect(lines).to.not.match(/(^|\0)\//, "an absolute path");
    });
  }
});
