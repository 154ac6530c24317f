import { expect } from "chai";
import { before, describe, it } from "mocha";
import { deployJudge, type Judge } from "../../scripts/fuzz/judge.ts";
import { expectAllRefused } from "./hostileJudge.ts";
import { changed, extended, proofOf, spoiltAccesses, spoiltHeads, truncated } from "./hostileMutants.ts";
import { samples } from "./hostileSamples.ts";

const SINGLE_BITS = [1, 2, 4, 8, 16, 32, 64, 128];
const MORE_MASKS = [0xff, 0x55, 0xaa, 0x7e];

const all = samples();

describe("hostile one-step proofs, every byte and bit of every kind", function () {
  this.timeout(3_600_000);
  let judge: Judge;
  before(async () => {
    judge = await deployJudge();
  });

  for (const sample of all) {
    it(sample.name, async () => {
      const mutants = [
        ...changed(sample, () => [...SINGLE_BITS, ...MORE_MASKS]),
        ...truncated(sample, 1),
        ...extended(sample),
        ...spoiltHeads(sample),
        ...spoiltAccesses(sample),
        ...all
          .filter(({ prestate }) => prestate !== sample.prestate)
          .map((other) => ({ what: `the proof of ${other.name}`, proof: proofOf(other) })),
      ];
      expect(await expectAllRefused(judge, sample, mutants)).to.be.greaterThan(5_000);
    });
  }
});
