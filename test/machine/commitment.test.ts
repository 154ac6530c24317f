import { expect } from "chai";
import { describe, it } from "mocha";
import { Live, NOT_HASHED } from "../../src/machine/access/live.ts";
import { Commitment } from "../../src/machine/commitment.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { depth, find } from "../../src/machine/section.ts";
import { climb } from "../../src/tree/merkle.ts";
import { toHex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";

const SEED = 0xc0;

const LAYOUT = [
  { start: 0x1000, size: 0x3000, kind: 3 },
  { start: 0x80000000, size: 0x1000, kind: 1 },
  { start: 0xffff8000, size: 0x8000, kind: 3 },
];

describe(`commitment (seed ${SEED})`, () => {
  it("a leaf's siblings lead to its section's root, whatever was written before", () => {
    const next = random(SEED);
    const live = new Live(LAYOUT, new NodeStore());
    const commitment = new Commitment(LAYOUT, live);
    for (let round = 0; round < 100; round++) {
      const { start, size } = LAYOUT[round % 2 === 0 ? 0 : 2]!;
      const address = start + (next() % size);
      live.bytes[live.write(address)] = next();
      const probe = round % 3 === 0 ? 0x80000000 + (next() % 0x1000) : start + (next() % size);
      const { leaf, siblings } = commitment.leaf(probe);
      const section = find(LAYOUT, probe);
      const index = Math.floor((probe - LAYOUT[section]!.start) / 32);
      const levels = depth(LAYOUT[section]!.size / 4096);
      expect([...leaf]).to.deep.equal([...live.copy(probe - (probe % 32), 32)]);
      const top = climb(leaf, index, levels, siblings.zeros, siblings.hashes);
      expect(toHex(top), `round ${round}`).to.equal(toHex(commitment.roots()[section]!));
    }
  });

  it("roots stay those of the last look while nothing is written", () => {
    const live = new Live(LAYOUT, new NodeStore());
    const commitment = new Commitment(LAYOUT, live);
    live.bytes[live.write(0x2000)] = 1;
    const roots = commitment.roots().map(toHex);
    expect(live.changed.every((mark) => (mark & NOT_HASHED) === 0)).to.equal(true);
    expect(commitment.roots().map(toHex)).to.deep.equal(roots);
    expect(commitment.hashed).to.equal(1);
  });
});
