import { expect } from "chai";
import { describe, it } from "mocha";
import { narrow } from "../../src/challenger/span.ts";
import { cut } from "../../src/dispute/search.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import { claim, dispute, LIE, ME, RIVAL, TRUTH, word } from "../rollup/views.ts";
import type { StateHash } from "../../src/types/stateHash.ts";

const NARY = 4;
const [mine, theirs] = [claim(ME, TRUTH), claim(RIVAL, LIE)];

/** State hashes that are true up to a step and false after it. */
function told(until: number, liar = ""): (step: number) => StateHash {
  return (step) => word(`${step > until ? `false ${liar}` : "true"} ${step}`) as StateHash;
}

const truth: Trace = {
  maxSteps: 256,
  hashesAt: (steps) => Promise.resolve(steps.map(told(Infinity))),
  proofAt: () => Promise.reject(new Error("not asked for")),
};

/** What a dispute shows of the claim of `RIVAL`, who opened it, when the last list over [start, start + length) is `said`. */
function shown(
  openerMoves: boolean,
  start: number,
  length: number,
  said: (step: number) => StateHash,
): Promise<unknown> {
  const hashes = Array.from({ length: NARY + 1 }, (_, i) => said(cut(start, length, NARY, i)));
  const record = { ...dispute(theirs, mine, { start, length, openerMoves }), hashes };
  return narrow(record, theirs.id, truth, NARY).then((span) => span && [span.start, span.length]);
}

describe("narrow", () => {
  it("takes from the claim's own list the segment that ends in its first false state", async () => {
    expect(await shown(false, 0, 256, told(100))).to.deep.equal([64, 64]);
    expect(await shown(false, 64, 64, told(100))).to.deep.equal([96, 16]);
    expect(await shown(false, 100, 4, told(100))).to.deep.equal([100, 1]);
  });

  it("takes from the other side's true list the whole segment, whose end the claim has rejected", async () => {
    expect(await shown(true, 64, 64, told(Infinity))).to.deep.equal([64, 64]);
  });

  it("takes nothing from a dispute in which it is the other side that has it wrong", async () => {
    // Its own list is true, so the end that it rejected is not.
    expect(await shown(false, 64, 64, told(Infinity))).to.equal(undefined);
    // The other side is as wrong at the end of the segment, in another way.
    expect(await shown(true, 64, 64, told(100, "otherwise"))).to.equal(undefined);
  });

  it("takes nothing from a segment that begins with a false state already", async () => {
    expect(await shown(false, 64, 64, told(20))).to.equal(undefined);
    expect(await shown(true, 64, 64, told(20, "otherwise"))).to.equal(undefined);
  });
});
