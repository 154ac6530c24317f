import { expect } from "chai";
import { fuzz, type Outcome } from "../../scripts/fuzz/fuzz.ts";
import { LEGS, type LegName, legsNamed } from "../../scripts/fuzz/legs.ts";

/** Every leg agrees on the programs of `seed`. */
export async function agreeOn(seed: number, steps: number): Promise<Outcome> {
  const legs = await legsNamed(Object.keys(LEGS) as LegName[], (name, why) =>
    console.log(`      without ${name}: ${why}`),
  );
  const outcome = await fuzz(seed, steps, legs);
  expect(outcome.failure, `seed ${seed}`).to.equal(undefined);
  expect(outcome.steps).to.be.at.least(steps);
  return outcome;
}
