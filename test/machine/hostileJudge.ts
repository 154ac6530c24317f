import { expect } from "chai";
import { type Judge, REFUSED } from "../../scripts/fuzz/judge.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { AssizeError } from "../../src/types/error.ts";
import { type Mutant, proofOf } from "./hostileMutants.ts";
import type { Sample } from "./hostileSamples.ts";

/**
 * Neither language takes any of `mutants` for the step of `sample`. Mutants that are the true proof after all, such as two
 * equal siblings exchanged, are left out. Returns how many were judged.
 */
export async function expectAllRefused(judge: Judge, sample: Sample, mutants: readonly Mutant[]): Promise<number> {
  const { prestate } = sample;
  const proof = proofOf(sample);
  const wrong = mutants.filter((mutant) => Buffer.compare(mutant.proof, proof) !== 0);
  for (const { what, proof: spoilt } of wrong) {
    expect(
      refusal(() => verifyStep(prestate, spoilt)),
      `${sample.name}, ${what}, in TypeScript`,
    ).to.match(/^[A-Z_]+$/);
  }
  const cases = wrong.map(({ proof: spoilt }) => ({ prestate, proof: spoilt, poststate: REFUSED }));
  const [surprise] = await judge.surprises(cases);
  const what = surprise && `${sample.name}, ${wrong[surprise.number]!.what}: ${JSON.stringify(surprise.outcome)}`;
  expect(what, "a proof that the judge takes or does not say why not").to.equal(undefined);
  return wrong.length;
}

/** The code of the error that `verify` throws, or what it leads to. */
function refusal(verify: () => string): string {
  try {
    return verify();
  } catch (error) {
    if (error instanceof AssizeError) return error.code;
    throw error;
  }
}
