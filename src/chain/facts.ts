import { join } from "node:path";
import { getContract, parseEventLogs, zeroAddress, type Address } from "viem";
import type { Rules } from "../rollup/fold.ts";
import { resultId } from "../rollup/ids.ts";
import type { Terms } from "../rollup/load.ts";
import { PROGRAM_KINDS, type ProgramId } from "../rollup/program.ts";
import type { ResultOpening, Timing } from "../rollup/view.ts";
import type { ResultId } from "../types/resultId.ts";
import { laneAbi, programsAbi, rollupAbi } from "./abi.ts";
import { newestBlock } from "./answers.ts";
import type { ContractName } from "./artifacts.ts";
import type { L1 } from "./client.ts";
import { readDeployed } from "./deployment.ts";
import { ChainError } from "./errors.ts";
import { LogReader } from "./logs.ts";

/** Blocks between the first contract of a deployment and its rollup. */
const GENESIS_RANGE = 10_000n;

/** What is fixed for a court, read from its contracts. */
export type CourtFacts = {
  readonly rollup: Address;
  readonly inbox: Address;
  readonly stepVerifier: Address;
  /** The validity lane, if there is one. */
  readonly lane: Address | undefined;
  readonly program: ProgramId;
  /** What the program was registered with beside its ELF. */
  readonly terms: Terms;
  readonly rules: Rules;
  readonly timing: Timing;
  /** Wei. */
  readonly bond: bigint;
  readonly genesis: ResultOpening;
  /** The block of the rollup's creation: no event of this court is in an older one. */
  readonly firstBlock: bigint;
};

/**
 * @param folder where the deployment's files are, `deployments/<chainId>`
 * @throws ChainError DEPLOYMENT_MISSING, DEPLOYMENT_INVALID, DEPLOYMENT_MISMATCH, RPC_ANSWER_INVALID
 */
export async function readFacts(l1: L1, folder: string): Promise<CourtFacts> {
  const { client } = l1;
  const [deployed, programs, judge, order] = await Promise.all(
    (["Rollup", "Programs", "StepVerifier", "Inbox"] as const).map((name) => readDeployed(folder, name, l1)),
  );
  const { read } = getContract({ address: deployed.address, abi: rollupAbi, client });
  const [inbox, stepVerifier, program, genesis, maxSteps, nary, bond] = await Promise.all([
    read.inbox(),
    read.stepVerifier(),
    read.program(),
    read.genesis(),
    read.maxSteps(),
    read.nary(),
    read.bond(),
  ]);
  requireSame(folder, "Inbox", order.address, inbox);
  requireSame(folder, "StepVerifier", judge.address, stepVerifier);
  const [window, grace, allowance, minimum, lane] = await Promise.all([
    read.window(),
    read.grace(),
    read.allowance(),
    read.minimum(),
    read.lane(),
  ]);
  const hasLane = lane !== zeroAddress;
  const airgap = hasLane ? await getContract({ address: lane, abi: laneAbi, client }).read.airgap() : undefined;
  const { kind: number, worstSeconds } = await getContract({
    address: programs.address,
    abi: programsAbi,
    client,
  }).read.program([program]);
  const kind = PROGRAM_KINDS[number] ?? "persistent";
  return {
    rollup: deployed.address,
    inbox,
    stepVerifier,
    lane: hasLane ? lane : undefined,
    program: program as ProgramId,
    terms: { kind, maxSteps: Number(maxSteps), worstSeconds },
    rules: { maxSteps: Number(maxSteps), nary, programKind: kind, hasLane },
    timing: { window, grace, allowance, minimum, ...(airgap === undefined ? {} : { airgap }) },
    bond,
    ...(await readGenesis(l1, deployed, genesis as ResultId)),
  };
}

/** Each file may be true by itself and yet be of another court than the rollup's. @throws ChainError DEPLOYMENT_MISMATCH */
function requireSame(folder: string, name: ContractName, recorded: Address, used: Address): void {
  if (recorded.toLowerCase() === used.toLowerCase()) return;
  const what = `The rollup uses the ${name} at ${used}, the file names ${recorded}`;
  const fix = "The files are of different deployments: take all from one";
  throw new ChainError("DEPLOYMENT_MISMATCH", { what, where: join(folder, `${name}.json`), fix });
}

/** The root of the tree of results, from the event of the Rollup's constructor; checked against its id. */
async function readGenesis(
  l1: L1,
  deployed: { address: Address; block: number },
  id: ResultId,
): Promise<Pick<CourtFacts, "genesis" | "firstBlock">> {
  const from = BigInt(deployed.block);
  // Some nodes refuse to be asked for blocks that are not there yet.
  const [last, newest] = [from + GENESIS_RANGE, await newestBlock(l1)];
  const logs = await new LogReader(l1, [deployed.address]).read(from, last < newest ? last : newest);
  const events = parseEventLogs({ abi: rollupAbi, eventName: "Genesis", logs: logs.map(({ log }) => log) });
  const [{ args, blockNumber: block } = {}] = events;
  const opening = args?.opening as ResultOpening | undefined;
  if (block === undefined || opening === undefined || resultId(opening) !== id) {
    throw new ChainError("RPC_ANSWER_INVALID", {
      what: "The node does not give the event of the rollup's creation",
      where: l1.url,
      fix: "Use a node that keeps all logs since the deployment",
    });
  }
  return { genesis: opening, firstBlock: block };
}
