/** The trees of batches that the tests search. */
import { TRUTH, type Parent, type Scope } from "./state.ts";

/** One batch on a final result; any number of disputes at once, each over as soon as it is opened. */
export const ONE_BATCH: Scope = {
  parents: [undefined],
  claims: 3,
  lies: 2,
  disputes: "atomic",
  disputeTicks: Infinity,
  capacity: Infinity,
};

/** The next batch on the truth and on the first lie. */
export const TREE: Scope = under({ branch: 0, result: TRUTH }, { branch: 0, result: 1 });

/** The next two batches, each on the truth. */
export const CHAIN: Scope = under({ branch: 0, result: TRUTH }, { branch: 1, result: TRUTH });

/** The next two batches, each on a lie. */
export const LIES: Scope = under({ branch: 0, result: 1 }, { branch: 1, result: 1 });

function under(...parents: Parent[]): Scope {
  return { ...ONE_BATCH, parents: [undefined, ...parents] };
}
