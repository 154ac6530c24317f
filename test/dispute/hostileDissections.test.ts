import { expect } from "chai";
import { before, describe, it } from "mocha";
import { root, select, type Selection } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import type { Hex } from "../../src/types/hex.ts";
import { beforeMove, beforeOpen, beforeProve, beforeResolve, type Moment, NARY } from "./hostileCourt.ts";
import { changedBytes, changedWords, type Mutant, otherLengths } from "./hostileMutants.ts";
import { trueCall, tryAll } from "./hostileProbe.ts";

const MASKS = [1, 2, 4, 8, 16, 32, 64, 128, 0xff];
const STRIDE = 7;
const OTHER: Hex = `0x${"5a".repeat(32)}`;

describe("hostile calls to a dispute: what is not the true answer to its last dissection is refused", function () {
  this.timeout(300_000);

  for (const [name, make, least] of [
    ["open", beforeOpen, 300],
    ["move", beforeMove, 350],
    ["prove", beforeProve, 800],
    ["resolve", beforeResolve, 250],
  ] as const) {
    describe(name, () => {
      let moment: Moment;
      let call: Hex;
      before(async () => {
        moment = await make();
        call = trueCall(moment);
      });

      it("the true call is taken", async () => {
        expect(await tryAll(moment, [{ what: "as it is", call }])).to.deep.equal({ taken: 1, refused: 0 });
      });

      it("every byte changed", async () => {
        const { refused } = await tryAll(
          moment,
          changedBytes(call, (at) => [MASKS[at % MASKS.length]!]),
        );
        expect(refused).to.be.greaterThan(least);
      });

      it("cut, extended, and every word another one: fields, offsets and lengths", async () => {
        const { refused } = await tryAll(moment, [...otherLengths(call, STRIDE), ...changedWords(call)]);
        expect(refused).to.be.greaterThan(least);
      });

      it("by anyone else", async () => {
        const { board, signer } = moment;
        const other = signer === board.opener.signer ? board.responder.signer : board.opener.signer;
        // A one-step proof and a timeout are anybody's to send: whom they help is fixed.
        const anyones = name === "prove" || name === "resolve" ? 1 : 0;
        const found = await tryAll({ ...moment, signer: other }, [{ what: "by the other side", call }]);
        expect(found).to.deep.equal({ taken: anyones, refused: 1 - anyones });
      });
    });
  }

  for (const [name, make] of [
    ["move", beforeMove],
    ["prove", beforeProve],
  ] as const) {
    it(`${name}: selections that are not in the list, re-encoded in every way`, async () => {
      const moment = await make();
      const mutants = otherSelections(moment).map(({ what, selection }): Mutant => {
        const args = moment.args.with(2, selection);
        return { what, call: trueCall({ ...moment, args }) };
      });
      expect(await tryAll(moment, mutants)).to.deep.equal({ taken: 0, refused: mutants.length });
    });
  }

  it("positions: each field another one, and bits that no field has", async () => {
    for (const make of [beforeMove, beforeProve, beforeResolve]) {
      const moment = await make();
      const { position } = moment.at;
      const fields = { start: 1, length: 1, movedAt: -1, openerSpent: 1, responderSpent: 1 } as const;
      const others = [
        ...Object.entries(fields).map(([field, by]) => pack({ ...position, [field]: position[field as "start"] + by })),
        pack({ ...position, openerMoves: !position.openerMoves }),
        pack({ ...position, locked: !position.locked }),
        ...Array.from({ length: 22 }, (_, i) => pack(position) | (1n << BigInt(234 + i))),
      ];
      const mutants = others.map((other) => ({
        what: `position ${other}`,
        call: trueCall({ ...moment, args: moment.args.with(1, other) }),
      }));
      expect(await tryAll(moment, mutants), moment.name).to.deep.equal({ taken: 0, refused: mutants.length });
    }
  });

  it("claims in each other's place, and of other owners, ends and nonces", async () => {
    for (const [make, places] of [
      [beforeOpen, [0, 1]],
      [beforeProve, [4]],
      [beforeResolve, [3]],
    ] as const) {
      const moment = await make();
      const { opener, responder } = moment.board;
      for (const place of places) {
        const due = moment.args[place] as typeof opener.made.claim;
        const others = [
          due === opener.made.claim ? responder.made.claim : opener.made.claim,
          { ...due, parent: OTHER },
          { ...due, start: OTHER },
          { ...due, end: OTHER },
          { ...due, result: OTHER },
          { ...due, owner: `0x${"5a".repeat(20)}` },
          { ...due, nonce: due.nonce + 1n },
        ];
        const mutants = others.map((other, i) => ({
          what: `argument ${place} is claim ${i}`,
          call: trueCall({ ...moment, args: moment.args.with(place, other) }),
        }));
        expect(await tryAll(moment, mutants), moment.name).to.deep.equal({ taken: 0, refused: mutants.length });
      }
    }
  });

  it("a list of another length, in another order or that ends as the one it answers", async () => {
    for (const [make, place] of [
      [beforeOpen, 2],
      [beforeMove, 3],
    ] as const) {
      const moment = await make();
      const hashes = moment.args[place] as readonly Hex[];
      const lists = [[], hashes.slice(1), [...hashes, OTHER], [...hashes, ...hashes], Array<Hex>(128).fill(OTHER)];
      const same = moment.name === "move" ? [[...hashes.slice(0, -1), (moment.args[2] as Selection).end]] : [];
      const mutants = [...lists, ...same].map((list) => ({
        what: `a list of ${list.length}`,
        call: trueCall({ ...moment, args: moment.args.with(place, list) }),
      }));
      expect(await tryAll(moment, mutants), moment.name).to.deep.equal({ taken: 0, refused: mutants.length });
      // Another order is another dissection: legal, and committed to as it is (checked by `tryAll`).
      const turned = {
        what: "turned around",
        call: trueCall({ ...moment, args: moment.args.with(place, hashes.toReversed()) }),
      };
      expect(await tryAll(moment, [turned]), moment.name).to.deep.equal({ taken: 1, refused: 0 });
    }
  });
});

/** Selections of anything but a segment of the dissection that stands. */
function otherSelections({ at, args }: Moment): { what: string; selection: Selection }[] {
  const due = args[2] as Selection;
  const { hashes } = at.last;
  const found: { what: string; selection: Selection }[] = [];
  const add = (what: string, changes: Partial<Selection>): number =>
    found.push({ what, selection: { ...due, ...changes } });
  for (let index = 0; index <= 2 * NARY; index++) if (index !== due.index) add(`index ${index}`, { index });
  for (let index = 0; index < NARY; index++) {
    if (index === due.index) continue;
    const other = select(hashes, index);
    add(`path of ${index}`, { siblings: other.siblings });
    add(`hashes of ${index}`, { start: other.start, end: other.end });
    add(`all but the index of ${index}`, { ...other, index: due.index });
  }
  const [low, high] = due.siblings as [Hex, Hex];
  const listRoot = root(hashes) as unknown as Hex;
  add("start and end exchanged", { start: due.end, end: due.start });
  add("start twice", { end: due.start });
  add("end twice", { start: due.end });
  add("another end", { end: OTHER as Selection["end"] });
  add("siblings exchanged", { siblings: [high, low] });
  add("no siblings", { siblings: [] });
  add("one sibling", { siblings: [low] });
  add("the other sibling", { siblings: [high] });
  add("a third sibling", { siblings: [low, high, `0x${"00".repeat(32)}`] });
  add("siblings twice", { siblings: [low, high, low, high] });
  add("a hundred siblings", { siblings: Array<Hex>(100).fill(low) });
  add("an inner node for a leaf", { start: low as never, end: high as never, siblings: [high] });
  add("the root for a sibling", { siblings: [low, listRoot] });
  return found;
}
