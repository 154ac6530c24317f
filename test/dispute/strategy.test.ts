import { expect } from "chai";
import { describe, it } from "mocha";
import { cut, parts } from "../../src/dispute/search.ts";
import { answer, dissect, type Answer, type Dissection } from "../../src/dispute/strategy.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import type { Hex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { random } from "../helpers/random.ts";

const state = (name: string): StateHash => `0x${Buffer.from(name).toString("hex").padStart(64, "0")}` as StateHash;
const truth = (step: number): StateHash => state(`true ${step}`);

/** A trace that says `hashAt` of every step. */
function traceOf(maxSteps: number, hashAt: (step: number) => StateHash): Trace {
  return {
    maxSteps,
    hashesAt: (steps) => Promise.resolve(steps.map(hashAt)),
    proofAt: (step) => Promise.resolve(`0x${step.toString(16)}` as Hex),
  };
}

describe("dissect", () => {
  it("has the trace's hashes at all cuts, both ends included", async () => {
    const { hashes } = await dissect(traceOf(10, truth), 2, 7, 4);
    expect(hashes).to.deep.equal([2, 3, 5, 7, 9].map(truth));
    expect((await dissect(traceOf(10, truth), 4, 3, 8)).hashes).to.deep.equal([4, 5, 6, 7].map(truth));
  });
});

describe("answer", () => {
  const trace = traceOf(16, truth);
  const theirs = (from: number): Dissection => ({
    start: 0,
    length: 16,
    hashes: [0, 4, 8, 12, 16].map((step) => (step >= from ? state(`false ${step}`) : truth(step))),
  });

  it("selects a segment whose start it accepts and whose end it rejects, and dissects it", async () => {
    for (const [from, index] of [
      [1, 0],
      [5, 1],
      [8, 1],
      [16, 3],
    ] as const) {
      const found = (await answer(theirs(from), trace, 4)) as Extract<Answer, { kind: "dissect" }>;
      const steps = [0, 1, 2, 3, 4].map((i) => 4 * index + i);
      expect([found.kind, found.index]).to.deep.equal(["dissect", index]);
      expect(found.dissection).to.deep.equal({ start: 4 * index, length: 4, hashes: steps.map(truth) });
    }
  });

  it("looks at no more hashes than it takes to halve the list down to one segment", async () => {
    for (let from = 1; from <= 16; from++) {
      const looked = new Set<number>();
      const hashes = Array.from({ length: 17 }, (_, i) => (i >= from ? state(`false ${i}`) : truth(i)));
      const watched = traceOf(16, (step) => {
        looked.add(step);
        return truth(step);
      });
      const found = await answer({ start: 0, length: 16, hashes }, watched, 16);
      expect(found, `false from ${from}`).to.deep.include({ kind: "prove", step: from - 1 });
      expect(looked.size, `false from ${from}`).to.equal(6);
    }
  });

  it("finds a segment wherever hashes are true again", async () => {
    for (let pattern = 0; pattern < 2 ** 15; pattern += 37) {
      const hashes = Array.from({ length: 17 }, (_, i) =>
        i === 16 || (i > 0 && (pattern >>> (i - 1)) & 1) ? state(`false ${i}`) : truth(i),
      );
      const found = await answer({ start: 0, length: 16, hashes }, traceOf(16, truth), 16);
      const { index } = found as Extract<Answer, { kind: "prove" }>;
      expect(hashes[index], `pattern ${pattern}`).to.equal(truth(index));
      expect(hashes[index + 1], `pattern ${pattern}`).to.not.equal(truth(index + 1));
    }
  });

  it("selects the first where the end is true again", async () => {
    const list = { ...theirs(99), hashes: [0, 4, 8, 12, 16].map((step) => (step === 8 ? state("x") : truth(step))) };
    expect(await answer(list, trace, 4)).to.include({ kind: "dissect", index: 1 });
  });

  it("proves a segment of one step", async () => {
    const list = { start: 4, length: 4, hashes: [4, 5, 6, 7, 8].map((step) => (step > 6 ? state("x") : truth(step))) };
    expect(await answer(list, trace, 4)).to.deep.equal({ kind: "prove", index: 2, step: 6, proof: "0x6" });
  });

  it("does not answer what it agrees with, nor what it never accepted the start of", async () => {
    expect(await answer(theirs(99), trace, 4)).to.deep.equal({ kind: "agree" });
    expect(await answer(theirs(0), trace, 4)).to.deep.equal({ kind: "agree" });
  });
});

/** What the contract has the honest side see of a game against somebody who may post anything that is legal. */
describe("the true trace", () => {
  /** A hash that the adversary may post for a step: often the truth, or it would be too easy. */
  const anything = (next: () => number, step: number): StateHash =>
    next() % 2 === 0 ? truth(step) : state(`false ${step} ${next() % 3}`);

  /** The adversary's dissection of a segment: anything, but another end than the one it rejects. */
  function adversarial(
    next: () => number,
    start: number,
    length: number,
    nary: number,
    rejected?: StateHash,
  ): Dissection {
    const count = parts(length, nary);
    const hashes = Array.from({ length: count + 1 }, (_, i) =>
      i === 0 ? truth(start) : anything(next, cut(start, length, nary, i)),
    );
    if (rejected === undefined || hashes[count] === rejected) hashes[count] = state("another false end");
    return { start, length, hashes };
  }

  /** Plays until the honest side proves a step, or has left the adversary nothing but true steps. */
  async function play(seed: number, maxSteps: number, nary: number): Promise<void> {
    const next = random(seed);
    const told = `seed ${seed}, maxSteps ${maxSteps}, nary ${nary}`;
    const honest = traceOf(maxSteps, truth);
    let theirs = adversarial(next, 0, maxSteps, nary);
    if (next() % 2 === 0) {
      const first = await dissect(honest, 0, maxSteps, nary);
      const reply = adversary(next, first, nary);
      if (reply === undefined) return;
      theirs = reply;
    }
    for (;;) {
      const found = await answer(theirs, honest, nary);
      expect(found.kind, told).to.not.equal("agree");
      if (found.kind === "agree") return;
      expect(theirs.hashes[found.index], told).to.equal(truth(cut(theirs.start, theirs.length, nary, found.index)));
      if (found.kind === "prove") {
        expect(theirs.hashes[found.index + 1], told).to.not.equal(truth(found.step + 1));
        return;
      }
      const { start, length, hashes } = found.dissection;
      expect(hashes, told).to.deep.equal(
        Array.from({ length: parts(length, nary) + 1 }, (_, i) => truth(cut(start, length, nary, i))),
      );
      const reply = adversary(next, found.dissection, nary);
      if (reply === undefined) return;
      theirs = reply;
    }
  }

  /** Selects any segment of an honest list; undefined where that is one step long, and the step is true. */
  function adversary(next: () => number, honest: Dissection, nary: number): Dissection | undefined {
    const index = next() % parts(honest.length, nary);
    const start = cut(honest.start, honest.length, nary, index);
    const length = cut(honest.start, honest.length, nary, index + 1) - start;
    return length === 1 ? undefined : adversarial(next, start, length, nary, honest.hashes[index + 1]);
  }

  it("always has an answer, on a segment that starts true and ends false, against whatever is posted", async () => {
    for (const nary of [2, 4, 8, 16, 32, 128]) {
      for (const maxSteps of [1, 2, 3, 7, 8, 9, 127, 128, 129, 1000, 2 ** 20, 2 ** 48]) {
        for (let seed = 1; seed <= 10; seed++) await play(seed, maxSteps, nary);
      }
    }
  });
});
