import { describe, it } from "mocha";
import { compareRandomSteps } from "./compareRandom.ts";

const SEED = 1_120_026;
const STEPS = 5_000;

describe("the judge and the interpreter", () => {
  it(`agree on ${STEPS} steps of random programs, seed ${SEED}`, () => compareRandomSteps(SEED, STEPS)).timeout(
    300_000,
  );
});
