import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { climb, root, select } from "../../src/dispute/dissection.ts";
import { toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { Random } from "../guest/random.ts";

const { lists } = JSON.parse(readFileSync(new URL("../vectors/dissection.json", import.meta.url), "utf8"));

function listOf(random: Random, count: number): StateHash[] {
  return Array.from({ length: count + 1 }, () => toHex(random.bytes(32)) as StateHash);
}

describe("dissection", () => {
  it("commits and opens as the shared vectors have it", () => {
    for (const { hashes, root: expected, index, siblings } of lists) {
      expect(root(hashes), `${hashes.length - 1} segments`).to.equal(expected);
      const selection = select(hashes, index);
      expect(selection).to.deep.equal({ index, start: hashes[index], end: hashes[index + 1], siblings });
      expect(climb(selection, hashes.length - 1)).to.equal(expected);
    }
  });

  it("opens every segment of every count up to 128 under the one root", () => {
    const random = new Random(4);
    for (const count of [...Array.from({ length: 40 }, (_, i) => i + 1), 63, 64, 65, 127, 128]) {
      const hashes = listOf(random, count);
      const committed = root(hashes);
      for (let index = 0; index < count; index++) expect(climb(select(hashes, index), count)).to.equal(committed);
    }
  });

  it("leads elsewhere when anything in a selection is changed", () => {
    const random = new Random(5);
    const count = 16;
    const hashes = listOf(random, count);
    const committed = root(hashes);
    const other = toHex(random.bytes(32)) as StateHash;
    for (let index = 0; index < count; index++) {
      const selection = select(hashes, index);
      const changed = [
        { ...selection, index: (index + 1) % count },
        { ...selection, start: other },
        { ...selection, end: other },
        { ...selection, start: selection.end, end: selection.start },
        ...selection.siblings.map((_, i) => ({ ...selection, siblings: selection.siblings.with(i, other) })),
      ];
      for (const wrong of changed) expect(climb(wrong, count)).not.to.equal(committed);
    }
  });

  it("commits to every hash and to their order", () => {
    const random = new Random(6);
    const hashes = listOf(random, 8);
    const committed = root(hashes);
    hashes.forEach((_, i) =>
      expect(root(hashes.with(i, toHex(random.bytes(32)) as StateHash))).not.to.equal(committed),
    );
    expect(root([...hashes].reverse())).not.to.equal(committed);
    expect(root(hashes.slice(0, -1))).not.to.equal(committed);
  });

  it("refuses segments that are not there, paths of another length, lists without a segment", () => {
    const hashes = listOf(new Random(7), 5);
    const selection = select(hashes, 2);
    for (const index of [-1, 5, 1.5]) {
      expect(() => select(hashes, index))
        .to.throw()
        .with.property("code", "INVALID_SELECTION");
      expect(() => climb({ ...selection, index }, 5))
        .to.throw()
        .with.property("code", "INVALID_SELECTION");
    }
    for (const siblings of [[], selection.siblings.slice(1), [...selection.siblings, selection.start]]) {
      expect(() => climb({ ...selection, siblings }, 5))
        .to.throw()
        .with.property("code", "INVALID_SELECTION");
    }
    for (const short of [[], hashes.slice(0, 1)]) {
      expect(() => root(short))
        .to.throw()
        .with.property("code", "INVALID_DISSECTION");
    }
  });
});
