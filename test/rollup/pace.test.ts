import { expect } from "chai";
import { describe, it } from "mocha";
import { IN_MEMORY, interval, ON_DISK } from "../../src/rollup/pace.ts";

const SPEED = 1e9;
const SPAN = 2 ** 32;

describe("pace", () => {
  it("is the power of two at which taking checkpoints and one replay cost least", () => {
    for (const costs of [IN_MEMORY, ON_DISK]) {
      for (const chunks of [0, 10, 4_096]) {
        const total = (length: number): number =>
          (SPAN / length) * (costs.checkpoint + chunks * costs.chunk) + length / SPEED;
        const all = Array.from({ length: 21 }, (_, i) => 2 ** (12 + i));
        const best = all.reduce((least, other) => (total(other) < total(least) ? other : least));
        expect(interval(costs, SPEED, SPAN, chunks), `${chunks} chunks`).to.equal(best);
      }
    }
  });

  it("is longer where checkpoints cost more, shorter for a slower machine, and never longer than the span", () => {
    expect(interval(IN_MEMORY, SPEED, SPAN, 4_096)).to.be.greaterThan(interval(IN_MEMORY, SPEED, SPAN, 1));
    expect(interval(ON_DISK, SPEED, SPAN)).to.be.greaterThan(interval(IN_MEMORY, SPEED, SPAN));
    expect(interval(IN_MEMORY, SPEED / 10, SPAN)).to.be.lessThan(interval(IN_MEMORY, SPEED, SPAN));
    expect(interval(ON_DISK, SPEED, 2 ** 13, 100_000)).to.be.at.most(2 ** 13);
  });
});
