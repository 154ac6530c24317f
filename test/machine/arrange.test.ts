import { expect } from "chai";
import { arrange } from "../../src/machine/arrange.ts";

const [CODE, READ_ONLY, READ_WRITE, INPUT] = [1, 2, 3, 4];

describe("src/machine/arrange", () => {
  it("pushes adjacent sections to the end of the buffer", () => {
    const { offsets, home, isWhole, bytes } = arrange([
      { start: 0x80000000, size: 0x3000, kind: CODE },
      { start: 0x80003000, size: 0x1000, kind: READ_ONLY },
      { start: 0x80004000, size: 0x2000, kind: READ_WRITE },
    ]);
    expect(bytes).to.equal(65536);
    expect(isWhole).to.equal(true);
    expect(offsets).to.deep.equal([0xa000, 0xd000, 0xe000]);
    expect(home).to.deep.equal({ start: 0x80000000, size: 0x6000, offset: 0xa000 });
  });

  it("puts the run with most writable bytes first, an empty page before each", () => {
    const { offsets, home, isWhole, bytes } = arrange([
      { start: 0x1000, size: 0x1000, kind: READ_WRITE },
      { start: 0x10000, size: 0x9000, kind: CODE },
      { start: 0x20000, size: 0x1000, kind: CODE },
      { start: 0x21000, size: 0x2000, kind: READ_WRITE },
      { start: 0xfffff000, size: 0x1000, kind: INPUT },
    ]);
    expect(home).to.deep.equal({ start: 0x20000, size: 0x3000, offset: 0x2000 });
    expect(offsets).to.deep.equal([0x6000, 0x8000, 0x2000, 0x3000, 0x12000]);
    expect(isWhole).to.equal(false);
    expect(bytes).to.equal(0x20000);
  });

  it("leaves a byte below for each page of home", () => {
    const size = 2 ** 28;
    const { home, bytes } = arrange([{ start: 0, size, kind: READ_WRITE }]);
    expect(home.offset).to.be.at.least(4096 + size / 4096);
    expect(home.offset + size).to.equal(bytes);
  });
});
