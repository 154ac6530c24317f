import { expect } from "chai";
import { describe, it } from "mocha";
import { toWords } from "../../src/crypto/field.ts";
import { NodeTable } from "../../src/machine/nodeTable.ts";

/** Hashes with few different low words, so that slots are fought for. */
const hash = (i: number): Int32Array => toWords((BigInt(i) << 200n) + BigInt(i % 7));
const children = (i: number): Int32Array => toWords(BigInt(i), BigInt(i) + 1n);

describe("nodeTable", () => {
  it("finds every node again, over blocks and growth, and no other", () => {
    const table = new NodeTable(2);
    for (let i = 0; i < 3_000; i++) table.set(hash(i), children(i));
    for (let i = 0; i < 3_000; i++) expect(table.get(hash(i))).to.deep.equal(children(i));
    expect(table.get(hash(3_000))).to.equal(undefined);
    expect(new NodeTable(4).get(hash(1))).to.equal(undefined);
  });

  it("keeps copies, and a node once", () => {
    const table = new NodeTable(2);
    const [key, leaves] = [hash(1), children(1)];
    table.set(key, leaves);
    leaves.fill(9);
    key.fill(9);
    const found = table.get(hash(1))!;
    expect(found).to.deep.equal(children(1));
    for (let i = 0; i < 5_000; i++) table.set(hash(1), children(2));
    expect(table.get(hash(1))).to.deep.equal(children(1));
    expect(table.get(hash(1))!.byteOffset).to.equal(found.byteOffset);
  });
});
