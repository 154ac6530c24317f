import { expect } from "chai";
import { describe, it } from "mocha";
import { loopsOf } from "../../src/translator/loops.ts";
import { graph } from "./flowOf.ts";

const loops = (edges: readonly (readonly number[])[]): Record<number, number[]> =>
  Object.fromEntries([...loopsOf(graph(edges))].map(([header, body]) => [header, body.toSorted((a, b) => a - b)]));

describe("src/translator/loops", () => {
  it("none, one of one block, and one within another", () => {
    expect(loops([[1], []])).to.deep.equal({});
    expect(loops([[1], [1, 2], []])).to.deep.equal({ 1: [1] });
    expect(loops([[1], [2], [2, 3], [1, 4], []])).to.deep.equal({ 1: [1, 2, 3], 2: [2] });
  });

  it("a loop with two ways back, and one that begins at the entry", () => {
    expect(Object.keys(loops([[1], [2, 3], [1], [1, 4], []]))).to.deep.equal(["1"]);
    expect(loops([[1], [0, 2], []])).to.deep.equal({ 0: [0, 1] });
  });

  it("what only looks like a loop is none", () => {
    expect(loops([[1, 2], [2, 3], [1], []])).to.deep.equal({});
  });
});
