import { expect } from "chai";
import { describe, it } from "mocha";
import { agreeOn } from "./agree.ts";

const SEED = 2_211_026;
const STEPS = 100_000;

describe("all implementations of the machine", () => {
  it(`agree on ${STEPS} steps of programs of seed ${SEED}, and everything comes up`, async () => {
    const { coverage } = await agreeOn(SEED, STEPS);
    expect(coverage.missing()).to.deep.equal([]);
  }).timeout(3_600_000);
});
