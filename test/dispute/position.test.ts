import { expect } from "chai";
import { describe, it } from "mocha";
import { pack, pass, type Position } from "../../src/dispute/position.ts";

const first: Position = {
  start: 0,
  length: 2 ** 48,
  movedAt: 1_700_000_000,
  openerSpent: 0,
  responderSpent: 0,
  openerMoves: false,
  locked: true,
};

describe("position", () => {
  it("packs each field into its own bits", () => {
    const fields: [keyof Position, number | boolean, bigint][] = [
      ["start", 2 ** 48 - 1, (1n << 48n) - 1n],
      ["length", 2 ** 48, 1n << 112n],
      ["movedAt", 2 ** 40 - 1, ((1n << 40n) - 1n) << 128n],
      ["openerSpent", 2 ** 32 - 1, ((1n << 32n) - 1n) << 168n],
      ["responderSpent", 2 ** 32 - 1, ((1n << 32n) - 1n) << 200n],
      ["openerMoves", true, 1n << 232n],
      ["locked", true, 1n << 233n],
    ];
    const zero = {
      start: 0,
      length: 0,
      movedAt: 0,
      openerSpent: 0,
      responderSpent: 0,
      openerMoves: false,
      locked: false,
    };
    for (const [name, value, word] of fields) expect(pack({ ...zero, [name]: value }), name).to.equal(word);
  });

  it("passes the turn: the mover's clock stops, the other side's starts, the segment is the selected one", () => {
    const once = pass(first, 16, 32, first.movedAt + 10);
    const moved = {
      ...first,
      start: 16,
      length: 32,
      movedAt: first.movedAt + 10,
      responderSpent: 10,
      openerMoves: true,
    };
    expect(once).to.deep.equal(moved);
    expect(pass(once, 17, 1, once.movedAt + 5)).to.deep.include({
      openerSpent: 5,
      responderSpent: 10,
      openerMoves: false,
    });
  });
});
