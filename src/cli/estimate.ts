import type { CourtFacts } from "../chain/facts.ts";
import { reward, sideGas } from "../dispute/bond.ts";
import { longest } from "../dispute/clock.ts";
import { definition, rounds } from "../dispute/search.ts";

/** What a dispute costs a challenger at the most. */
export type DisputeCost = {
  /** Claim, opening, and a turn for every second round; the last one the step, or saying that the other side is late. */
  readonly transactions: number;
  readonly gas: number;
  readonly feesWei: bigint;
  readonly bondWei: bigint;
  readonly rewardWei: bigint;
  readonly longestSeconds: number;
};

/** @param gasPrice wei per gas */
export function estimateDispute({ rules, timing, bond }: CourtFacts, gasPrice: bigint): DisputeCost {
  const search = definition(rules.maxSteps, rules.nary);
  const gas = sideGas(search);
  return {
    transactions: 2 + Math.max(1, Math.floor(rounds(search) / 2)),
    gas,
    feesWei: BigInt(gas) * gasPrice,
    bondWei: bond,
    rewardWei: reward(bond),
    longestSeconds: longestDispute(rules.maxSteps, rules.nary, timing.allowance, timing.minimum),
  };
}

/** Longest time from the opening to the end of a dispute, seconds, as the contract has it: the responder moves first. */
export function longestDispute(maxSteps: number, nary: number, allowance: number, minimum: number): number {
  const turns = rounds(definition(maxSteps, nary));
  const responder = longest(Math.max(1, Math.ceil(turns / 2)), allowance, minimum);
  return turns < 2 ? responder : responder + longest(Math.floor(turns / 2), allowance, minimum);
}
