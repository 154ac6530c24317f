import { verifyStep } from "../../../src/machine/verify.ts";
import { AssizeError } from "../../../src/types/error.ts";
import { eachRun, type Leg } from "./leg.ts";

/** TypeScript's check of a one-step proof, at each step. */
export const replayLeg: Leg = eachRun("replay", ({ steps }) => {
  for (const [step, { prestate, proof, poststate }] of steps.entries()) {
    const found = outcome(() => verifyStep(prestate, proof));
    if (found !== poststate) return { step, what: `leads to ${found}, recorded ${poststate}` };
  }
  return undefined;
});

function outcome(verify: () => string): string {
  try {
    return verify();
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}
