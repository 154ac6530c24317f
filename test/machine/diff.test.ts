import { expect } from "chai";
import { describe, it } from "mocha";
import { diff } from "../../src/machine/diff.ts";
import { KIND_CODE, KIND_READ_WRITE } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";

const START = 0x10000000;

/** Two machines with `pages` of writable memory and a small section before it, where nothing differs. */
function pair(pages: number): [Machine, Machine] {
  const layout = [
    { start: 0x1000, size: 0x1000, kind: KIND_CODE },
    { start: START, size: 4096 * pages, kind: KIND_READ_WRITE },
  ];
  const guest = { layout, names: ["code", "data"], images: [new Uint8Array(0), new Uint8Array(0)], entry: 0x1000 };
  return [new Machine(guest), new Machine(guest)];
}

function poke({ live }: Machine, address: number): void {
  live.bytes[live.write(address)]! ^= 0x80;
}

describe("diff", () => {
  for (const pages of [1, 2, 64, 1000, 4096]) {
    it(`reads two pairs of hashes a level for one word of ${pages} pages, and one for all that is equal`, () => {
      const levels = Math.ceil(Math.log2(pages));
      for (const page of [0, Math.floor(pages / 3), pages - 1]) {
        const [a, b] = pair(pages);
        expect(diff(a, b)).to.deep.equal({ fields: [], words: [], hashesRead: 2 });
        const address = START + 4096 * page + 4 * (page % 1024);
        poke(b, address);
        const { words, hashesRead } = diff(a, b);
        expect(words).to.deep.equal([{ section: 1, chunk: page, address, a: 0, b: 0x80 }]);
        expect(hashesRead).to.equal(2 + 2 * levels);
      }
    });
  }

  it("reads no more than two a level for each chunk that differs, and names every word and field once", () => {
    const [a, b] = pair(1024);
    const pages = [0, 1, 500, 1023];
    for (const page of pages) for (const word of [0, 1023]) poke(b, START + 4096 * page + 4 * word);
    b.state.registers[7] = -1;
    b.state.pc += 4;
    const { fields, words, hashesRead } = diff(a, b);
    expect(words.map(({ chunk }) => chunk)).to.deep.equal(pages.flatMap((page) => [page, page]));
    expect(hashesRead).to.be.at.most(2 + 2 * 10 * pages.length);
    expect(fields).to.deep.equal([
      { name: "pc", a: 0x1000, b: 0x1004 },
      { name: "x7", a: 0, b: 0xffffffff },
    ]);
  });
});
