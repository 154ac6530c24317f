import { expect } from "chai";
import { describe, it } from "mocha";
import { parting } from "../../src/dispute/parting.ts";
import { definition, rounds } from "../../src/dispute/search.ts";
import type { StateHash } from "../../src/types/stateHash.ts";

/** A trace whose states are called by their number up to `until`, and otherwise after it. */
const told = (until: number) => ({
  hashesAt: (steps: readonly number[]) =>
    Promise.resolve(steps.map((step) => (step > until ? `other ${step}` : `${step}`) as StateHash)),
});

describe("parting", () => {
  it("finds the one step at which two traces part, in no more hashes than a search has", async () => {
    for (const nary of [2, 4, 16, 128]) {
      for (const length of [1, 2, 7, 100, 4096, 1_000_003]) {
        const most = nary * rounds(definition(length, nary));
        for (const at of [0, 1, Math.floor(length / 3), length - 1].filter((step) => step < length)) {
          const found = await parting(told(Infinity), told(at), length, nary);
          expect(found.step, `${nary} ${length}`).to.equal(at);
          expect(found.hashesCompared).to.be.at.most(Math.max(most, 1));
        }
      }
    }
  });

  it("finds none where they agree", async () => {
    expect(await parting(told(9), told(9), 1000, 4)).to.deep.equal({ step: undefined, hashesCompared: 4 });
  });

  it("takes a step at which they part where they do so again", async () => {
    const twice = {
      hashesAt: (steps: readonly number[]) =>
        Promise.resolve(steps.map((step) => (step === 5 || step > 700 ? "other" : `${step}`) as StateHash)),
    };
    expect((await parting(told(Infinity), twice, 1024, 4)).step).to.equal(700);
  });
});
