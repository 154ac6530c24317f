import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import * as search from "../../src/dispute/search.ts";
import { Random } from "../guest/random.ts";

const vectors = JSON.parse(readFileSync(new URL("../vectors/search.json", import.meta.url), "utf8"));
const NARIES = [2, 4, 8, 16, 32, 64, 128];
const model = { round: 40_000, hash: 1_000, sibling: 800, delay: 0 };

/** Longest and shortest way from a span to single steps, by walking every segment. */
function depths(length: number, nary: number, known = new Map<number, [number, number]>()): [number, number] {
  if (length === 1) return [0, 0];
  const found = known.get(length);
  if (found !== undefined) return found;
  let [least, most] = [Infinity, 0];
  for (let i = 0; i < search.parts(length, nary); i++) {
    const [a, b] = depths(search.segment(0, length, nary, i).length, nary, known);
    [least, most] = [Math.min(least, a + 1), Math.max(most, b + 1)];
  }
  known.set(length, [least, most]);
  return [least, most];
}

describe("search", () => {
  it("has the shapes of the shared vectors", () => {
    for (const { maxSteps, nary, rounds, fullRounds, naryLastRound } of vectors.definitions) {
      const shape = search.definition(maxSteps, nary);
      expect(shape, `${maxSteps} / ${nary}`).to.deep.equal({ maxSteps, nary, fullRounds, naryLastRound });
      expect(search.rounds(shape), `${maxSteps} / ${nary}`).to.equal(rounds);
    }
  });

  it("asks for the steps of the shared vectors", () => {
    for (const { maxSteps, nary, round, base, steps } of vectors.requiredSteps) {
      expect(search.requiredSteps(search.definition(maxSteps, nary), round, base)).to.deep.equal(steps);
    }
    for (const { start, length, nary, cuts } of vectors.cuts) {
      expect(cuts.map((_: number, i: number) => search.cut(start, length, nary, i))).to.deep.equal(cuts);
    }
  });

  it("turns steps into one selection per round and back, as the shared vectors have it", () => {
    for (const { maxSteps, nary, step, bits } of vectors.stepBits) {
      const shape = search.definition(maxSteps, nary);
      expect(bits.map((_: number, i: number) => search.stepBitsForRound(shape, i + 1, step))).to.deep.equal(bits);
      expect(search.stepFromDecisionBits(shape, bits)).to.equal(step);
    }
  });

  it("needs at most `rounds` rounds, for every span up to 700 and every nary, and some way needs all of them", () => {
    for (const nary of NARIES) {
      const known = new Map<number, [number, number]>();
      for (let maxSteps = 1; maxSteps <= 700; maxSteps++) {
        const rounds = search.rounds(search.definition(maxSteps, nary));
        const [least, most] = depths(maxSteps, nary, known);
        expect(most, `${maxSteps} / ${nary}`).to.equal(rounds);
        if (Number.isInteger(Math.log2(maxSteps))) expect(least, `${maxSteps} / ${nary}`).to.equal(rounds);
      }
    }
  });

  it("has ceil(log_nary(maxSteps)) rounds, in exact integers", () => {
    for (const nary of NARIES) {
      for (let k = 0; k <= 48; k++) {
        for (const maxSteps of [2 ** k - 1, 2 ** k, 2 ** k + 1]) {
          if (maxSteps < 1 || maxSteps > 2 ** 48) continue;
          let rounds = 0;
          for (let reach = 1n; reach < BigInt(maxSteps); reach *= BigInt(nary)) rounds++;
          expect(search.rounds(search.definition(maxSteps, nary)), `${maxSteps} / ${nary}`).to.equal(rounds);
        }
      }
    }
  });

  it("cuts every segment without gap or overlap, as floor(length * i / m) does in exact integers", () => {
    const random = new Random(1);
    for (let run = 0; run < 400; run++) {
      const nary = NARIES[random.below(NARIES.length)];
      const length = 1 + Math.floor((random.below(2 ** 32) / 2 ** 32) * 2 ** random.below(49));
      const start = random.below(2 ** 32);
      const m = search.parts(length, nary);
      expect(m).to.equal(Math.min(nary, length));
      for (let i = 0; i <= m; i++) {
        const exact = BigInt(start) + (BigInt(length) * BigInt(i)) / BigInt(m);
        expect(BigInt(search.cut(start, length, nary, i)), `[${start}, +${length}) / ${nary} at ${i}`).to.equal(exact);
      }
      let at = start;
      for (let i = 0; i < m; i++) {
        const part = search.segment(start, length, nary, i);
        expect(part.start).to.equal(at);
        expect(part.length).to.be.greaterThan(0);
        at += part.length;
      }
      expect(at).to.equal(start + length);
    }
  });

  it("agrees with the cuts in every round where maxSteps is a power of two", () => {
    const random = new Random(2);
    for (const nary of NARIES) {
      for (let k = 0; k <= 48; k++) {
        const shape = search.definition(2 ** k, nary);
        const target = Math.floor((random.below(2 ** 32) / 2 ** 32) * 2 ** k);
        let [start, length] = [0, 2 ** k];
        const decisions: number[] = [];
        for (let round = 1; round <= search.rounds(shape); round++) {
          const m = search.parts(length, nary);
          expect(search.naryOfRound(shape, round)).to.equal(m);
          const inner = Array.from({ length: m - 1 }, (_, i) => search.cut(start, length, nary, i + 1));
          expect(search.requiredSteps(shape, round, start)).to.deep.equal(inner);
          const index = search.stepBitsForRound(shape, round, target);
          decisions.push(index);
          ({ start, length } = search.segment(start, length, nary, index));
        }
        expect([start, length]).to.deep.equal([target, 1]);
        expect(search.stepFromDecisionBits(shape, decisions)).to.equal(target);
      }
    }
  });

  it("rounds up to a power of two", () => {
    const pairs = [
      [1, 1],
      [2, 2],
      [3, 4],
      [2 ** 32 - 1, 2 ** 32],
      [2 ** 32 + 1, 2 ** 33],
      [2 ** 48, 2 ** 48],
    ];
    for (const [steps, power] of pairs) expect(search.roundUp(steps)).to.equal(power);
  });

  it("picks the nary that costs least by the model, and is never beaten by a fixed one", () => {
    expect(search.optimal(2 ** 32, model).nary).to.equal(16);
    expect(search.optimal(2 ** 32, { ...model, hash: 10_000 }).nary).to.equal(4);
    expect(search.optimal(2 ** 32, { ...model, delay: 1_000_000 }).nary).to.equal(128);
    expect(search.optimal(1, model).nary).to.equal(2);
    const random = new Random(3);
    for (let run = 0; run < 300; run++) {
      const some = {
        round: random.below(100_000),
        hash: random.below(3_000),
        sibling: random.below(2_000),
        delay: random.below(200_000),
      };
      const maxSteps = 2 ** random.below(49);
      const best = search.cost(search.optimal(maxSteps, some), some);
      for (const nary of NARIES) expect(best).to.be.at.most(search.cost(search.definition(maxSteps, nary), some));
    }
  });

  it("refuses spans, naries and rounds that cannot be", () => {
    for (const maxSteps of [0, -1, 1.5, 2 ** 48 + 1, Number.NaN]) {
      expect(() => search.definition(maxSteps, 2), String(maxSteps))
        .to.throw()
        .with.property("code", "INVALID_MAX_STEPS");
    }
    for (const nary of [0, 1, 3, 6, 129, 256, -2, 2.5]) {
      expect(() => search.definition(8, nary), String(nary))
        .to.throw()
        .with.property("code", "INVALID_NARY");
    }
    for (const round of [0, 3, 1.5]) {
      const shape = search.definition(16, 4);
      expect(() => search.naryOfRound(shape, round))
        .to.throw()
        .with.property("code", "INVALID_ROUND");
      expect(() => search.stepBitsForRound(shape, round, 0))
        .to.throw()
        .with.property("code", "INVALID_ROUND");
    }
  });
});
