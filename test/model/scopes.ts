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

/** The next batch on the truth, or on a lie. */
export const CHAIN_OF_TWO: Scope = under({ branch: 0, result: TRUTH });
export const LIE_OF_TWO: Scope = under({ branch: 0, result: 1 });

const LANE = { airgap: 2, timelock: 1, forgeries: 1, prover: true, revocable: false };

/** One batch that may be proven, once falsely. */
export const PROVEN: Scope = { ...ONE_BATCH, claims: 2, lane: LANE };

function under(...parents: Parent[]): Scope {
  return { ...ONE_BATCH, parents: [undefined, ...parents] };
}
