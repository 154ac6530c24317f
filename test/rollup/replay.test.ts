import { expect } from "chai";
import { describe, it } from "mocha";
import { type Leg, plan } from "../../src/rollup/replay.ts";
import { random } from "../helpers/random.ts";

const ascending = (steps: readonly number[]): number[] => [...new Set(steps)].sort((a, b) => a - b);

/** Steps that are executed to carry out a plan from step `at`. */
function replayed(at: number, legs: readonly Leg[]): number {
  let [total, now] = [0, at];
  for (const { from, stops } of legs) {
    const last = stops.at(-1)!;
    total += last - (from ?? now);
    now = last;
  }
  return total;
}

describe("replay", () => {
  it("goes on where the machine is, goes back where it must, and ahead where that is nearer", () => {
    expect(plan(10, [0, 64], [20, 30])).to.deep.equal([{ from: undefined, stops: [20, 30] }]);
    expect(plan(40, [0, 64], [20, 30])).to.deep.equal([{ from: 0, stops: [20, 30] }]);
    expect(plan(10, [0, 64], [20, 70, 80])).to.deep.equal([
      { from: undefined, stops: [20] },
      { from: 64, stops: [70, 80] },
    ]);
    expect(plan(10, [0, 64], [10, 64])).to.deep.equal([
      { from: undefined, stops: [10] },
      { from: 64, stops: [64] },
    ]);
  });

  it("takes no more steps than the span and the gap to the checkpoint before it, and comes to every stop once", () => {
    const seed = 11;
    const next = random(seed);
    for (let i = 0; i < 5_000; i++) {
      const below = 2 ** (4 + (next() % 40));
      const some = (count: number): number[] =>
        Array.from({ length: count }, () => (next() * 2 ** 16 + next()) % below);
      const [checkpoints, stops] = [ascending([0, ...some(next() % 12)]), ascending(some(1 + (next() % 17)))];
      const at = some(1)[0]!;
      const legs = plan(at, checkpoints, stops);
      expect(legs.flatMap((leg) => leg.stops)).to.deep.equal(stops);
      const first = stops[0]!;
      const [span, gap] = [stops.at(-1)! - first, first - checkpoints.findLast((step) => step <= first)!];
      const what = `seed ${seed}, turn ${i}: from ${at}, ${checkpoints.join()} to ${stops.join()}`;
      expect(replayed(at, legs), what).to.be.at.most(span + gap);
      for (const { from, stops: onTheWay } of legs) {
        if (from === undefined) continue;
        expect(checkpoints, what).to.include(from);
        expect(from, what).to.be.at.most(onTheWay[0]!);
      }
    }
  });
});
