import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { connect, type L1 } from "../chain/client.ts";
import { deployCourt, type CourtPlan } from "../chain/deploy.ts";
import { startLocalChain, type LocalChain } from "../chain/localChain.ts";
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
  /** Of a hybrid rollup. */
  readonly lane: {
    readonly airgapSeconds: number;
    readonly timelockSeconds: number;
    readonly proposer: Address;
    readonly verifiers: number;
  } | null;
};

/**
 * Deploys the plan on a simulated chain of its own, so that what cannot succeed fails before it costs anything.
 * @param l1 the real chain, whose gas price and verifiers count
 * @throws ChainError DEPLOYMENT_FAILED
 */
export async function rehearse(plan: CourtPlan, l1: L1): Promise<PlanFacts> {
  const gasPrice = await l1.client.getGasPrice();
  const gas = await gasOf(plan, l1);
  const { program, sequencer, court } = plan;
  const lane = plan.ledger?.lane;
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
    lane:
      lane === undefined
        ? null
        : {
            airgapSeconds: lane.airgap,
            timelockSeconds: lane.timelock,
            proposer: lane.proposer,
            verifiers: lane.verifiers.length + (lane.developmentVerifier === undefined ? 0 : 1),
          },
  };
}

/** Gas of the whole deployment. */
async function gasOf(plan: CourtPlan, real: L1): Promise<bigint> {
  const chain = await startLocalChain();
  const folder = mkdtempSync(join(tmpdir(), "assize-"));
  try {
    const l1 = await connect(chain.url, 31337);
    const rehearsed = await withVerifiers(plan, real, chain);
    const [from] = (await chain.provider.request({ method: "eth_accounts" })) as Address[];
    await deployCourt(l1, chain.provider, from as Address, rehearsed, folder);
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

/** The plan with the code of its verifiers on the simulated chain, where nothing of that chain's own can ever come to lie. */
async function withVerifiers(plan: CourtPlan, real: L1, { provider }: LocalChain): Promise<CourtPlan> {
  const { ledger } = plan;
  if (ledger?.lane === undefined) return plan;
  const verifiers = [];
  for (const verifier of ledger.lane.verifiers) {
    const code = (await real.client.getCode({ address: verifier.contract_ })) ?? "0x";
    const elsewhere = BigInt(verifier.contract_) ^ ((1n << 160n) - 1n);
    const contract_: Address = `0x${elsewhere.toString(16).padStart(40, "0")}`;
    await provider.request({ method: "hardhat_setCode", params: [contract_, code] });
    verifiers.push({ ...verifier, contract_ });
  }
  return { ...plan, ledger: { ...ledger, lane: { ...ledger.lane, verifiers } } };
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
    ...(plan.lane === null ? [] : [["airgap of a proof", duration(plan.lane.airgapSeconds)] as const]),
    ...(plan.lane === null ? [] : [["timelock of a verifier", duration(plan.lane.timelockSeconds)] as const]),
  ]);
}
