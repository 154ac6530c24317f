import { describe, it } from "mocha";
import { agreeOn } from "./agree.ts";

const SEED = 1_120_026;
const STEPS = 6_000;

describe("all implementations of the machine", () => {
  it(`agree on ${STEPS} steps of programs of seed ${SEED}`, () => agreeOn(SEED, STEPS)).timeout(300_000);
});
