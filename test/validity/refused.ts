import { expect } from "chai";
import { ValidityError } from "../../src/validity/error.ts";

/** That the work fails with this code. @returns the error, for what else is asked of it */
export async function refused(work: () => unknown, code: ValidityError["code"]): Promise<ValidityError> {
  const outcome = await Promise.resolve()
    .then(work)
    .then(
      () => "nothing was refused",
      (error: unknown) => error,
    );
  if (!(outcome instanceof ValidityError)) throw outcome instanceof Error ? outcome : new Error(String(outcome));
  expect(outcome.code).to.equal(code);
  return outcome;
}
