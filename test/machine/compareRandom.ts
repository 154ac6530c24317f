import { expect } from "chai";
import { INSTRUCTIONS } from "../../src/machine/isa.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { deployJudge } from "../helpers/judge.ts";
import { randomSteps } from "./randomSteps.ts";

/** The judge, the replay and the interpreter agree on each of `count` random steps. */
export async function compareRandomSteps(seed: number, count: number): Promise<void> {
  const judge = await deployJudge();
  const steps = randomSteps(seed, count);
  const outcomes = await judge.outcomes(steps);
  for (const [n, { prestate, proof, poststate, what }] of steps.entries()) {
    expect(verifyStep(prestate, proof), `step ${n}, ${what}, replayed`).to.equal(poststate);
    expect(outcomes[n], `step ${n}, ${what}`).to.deep.equal({ poststate });
  }
  const names = new Set(steps.map(({ what }) => what));
  expect(names.size, "operations that came up").to.be.greaterThan(INSTRUCTIONS.length / 2);
}
