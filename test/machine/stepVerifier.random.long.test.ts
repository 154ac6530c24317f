import { describe, it } from "mocha";
import { compareRandomSteps } from "./compareRandom.ts";

const SEED = 2_211_026;
const STEPS = 50_000;

describe("the judge and the interpreter", () => {
  it(`agree on ${STEPS} steps of random programs, seed ${SEED}`, () => compareRandomSteps(SEED, STEPS)).timeout(
    3_600_000,
  );
});
