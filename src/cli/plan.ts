import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { connect } from "../chain/client.ts";
import { deployCourt, type CourtPlan } from "../chain/deploy.ts";
import { startLocalChain } from "../chain/localChain.ts";
import { programId } from "../rollup/program.ts";
import { longestDispute } from "./estimate.ts";
import { duration, ether, grouped } from "./format.ts";
import { facts } from "./output.ts";

/** What a deployment would make, and what it costs. */
export type PlanFacts = {
  readonly program: Hex;
  readonly sequencer: Address;
  readonly nary: number;
  readonly gas: bigint;
  readonly feesWei: bigint;
  readonly bondWei: bigint;
  readonly windowSeconds: number;
  readonly graceSeconds: number;
  readonly longestDisputeSeconds: number;
  readonly worstFinalitySeconds: number;
};

/**
 * Deploys the plan on a simulated chain of its own, so that what cannot succeed fails before it costs anything.
 * @param gasPrice of the real chain, wei per gas
 * @throws ChainError DEPLOYMENT_FAILED
 */
export async function rehearse(plan: CourtPlan, gasPrice: bigint): Promise<PlanFacts> {
  const gas = await gasOf(plan);
  const { program, sequencer, court } = plan;
  const { nary, window, grace, allowance, minimum } = court;
  const dispute = longestDispute(program.maxSteps, nary, allowance, minimum);
  return {
    program: programId(program),
    sequencer,
    nary,
    gas,
    feesWei: gas * gasPrice,
    bondWei: court.bond,
    windowSeconds: window,
    graceSeconds: grace,
    longestDisputeSeconds: dispute,
    worstFinalitySeconds: window + grace + dispute,
  };
}

/** Gas of the whole deployment. */
async function gasOf(plan: CourtPlan): Promise<bigint> {
  const chain = await startLocalChain();
  const folder = mkdtempSync(join(tmpdir(), "assize-"));
  try {
    const l1 = await connect(chain.url, 31337);
    const [from] = (await chain.provider.request({ method: "eth_accounts" })) as Address[];
    await deployCourt(l1, chain.provider, from as Address, plan, folder);
    const newest = await l1.client.getBlockNumber();
    let gas = 0n;
    for (let number = 0n; number <= newest; number++) {
      gas += (await l1.client.getBlock({ blockNumber: number })).gasUsed;
    }
    return gas;
  } finally {
    rmSync(folder, { recursive: true });
    await chain.close();
  }
}

export function planLines(plan: PlanFacts): string[] {
  return facts([
    ["program", plan.program],
    ["sequencer", plan.sequencer],
    ["gas of the deployment", grouped(plan.gas)],
    ["fees at this gas price", ether(plan.feesWei)],
    ["parts of a segment", grouped(plan.nary)],
    ["bond of a claim", ether(plan.bondWei)],
    ["window and grace", `${duration(plan.windowSeconds)} and ${duration(plan.graceSeconds)}`],
    ["longest dispute", duration(plan.longestDisputeSeconds)],
    ["finality at the latest", duration(plan.worstFinalitySeconds)],
  ]);
}
