import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  deploy,
  DeploymentResultType,
  trackTransaction,
  type ArtifactResolver,
  type DeploymentResult,
  type IgnitionModule,
  type SuccessfulDeploymentResult,
} from "@nomicfoundation/ignition-core";
import { keccak256, type Address, type Hex } from "viem";
import { readArtifact, type ContractName } from "./artifacts.ts";
import { ChainError } from "./errors.ts";
import type { RequestProvider } from "./provider.ts";

/** Number of Ignition's error for a transaction that it was about to send when it was interrupted: it knows no hash of it. */
const LOST = 10_410;

const artifacts: ArtifactResolver = {
  loadArtifact: (name) => Promise.resolve(readArtifact(name as ContractName)),
  getBuildInfo: () => Promise.resolve(undefined),
};

/** Ignition's journal of a deployment whose files are in `folder`. */
export function journalIn(folder: string): string {
  return join(folder, "ignition", "journal.jsonl");
}

/** What a signing provider is to tell of its transactions, so that `runModule` can finish one that was interrupted. */
export function noteIn(folder: string): (raw: Hex) => void {
  mkdirSync(folder, { recursive: true });
  return (raw) => appendFileSync(notesIn(folder), `${raw}\n`);
}

/**
 * Runs a module, or what is left of it where it was interrupted. Its journal is in `folder`.
 * @param provider signs for `from`
 * @param pollingInterval milliseconds between two looks for new blocks
 * @returns address by name of every contract of the module
 * @throws ChainError DEPLOYMENT_FAILED, or what the provider throws
 */
export async function runModule(
  ignitionModule: IgnitionModule,
  provider: RequestProvider,
  from: Address,
  folder: string,
  pollingInterval: number,
): Promise<Map<ContractName, Address>> {
  const deploymentDir = join(folder, "ignition");
  const run = (): Promise<DeploymentResult> =>
    deploy({
      artifactResolver: artifacts,
      provider,
      ignitionModule,
      deploymentParameters: {},
      accounts: [from],
      defaultSender: from,
      deploymentDir,
      config: { blockPollingInterval: pollingInterval, requiredConfirmations: 1 },
    });
  const outcome = await run()
    .catch(async (cause: unknown) => {
      if (!isIgnitions(cause) || cause.number !== LOST) throw cause;
      await finishSending(folder, deploymentDir, provider);
      return run();
    })
    .catch((cause: unknown) => {
      // Ignition's refusals are of Hardhat's class; errors of ours and defects stay what they are.
      throw isIgnitions(cause) ? failed(cause.message, folder, cause) : cause;
    });
  if (outcome.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) throw failed(reasonsOf(outcome), folder);
  rmSync(notesIn(folder), { force: true });
  const found = Object.values(outcome.contracts);
  return new Map(found.map(({ contractName, address }) => [contractName as ContractName, address as Address]));
}

/**
 * Sends what was signed and never arrived, and tells the journal of what it lacks. Most notes are of transactions that L1
 * and the journal have long known; both then refuse, and that is all they are to do.
 */
async function finishSending(folder: string, deploymentDir: string, provider: RequestProvider): Promise<void> {
  const notes = existsSync(notesIn(folder)) ? readFileSync(notesIn(folder), "utf8") : "";
  for (const raw of notes.split("\n").filter((line) => line !== "") as Hex[]) {
    await unlessRefused(() => provider.request({ method: "eth_sendRawTransaction", params: [raw] }));
    await unlessRefused(() => trackTransaction(deploymentDir, keccak256(raw), provider));
  }
}

async function unlessRefused(attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
  } catch (cause) {
    const refused = isIgnitions(cause) || (cause instanceof ChainError && cause.code === "RPC_REFUSED");
    if (!refused) throw cause;
  }
}

function notesIn(folder: string): string {
  return join(folder, "signed.txt");
}

function isIgnitions(cause: unknown): cause is Error & { readonly number: number } {
  return cause instanceof Error && cause.name === "HardhatError";
}

/** Ignition's reasons, each with the step of the deployment that it is about. */
function reasonsOf(outcome: Exclude<DeploymentResult, SuccessfulDeploymentResult>): string {
  if (outcome.type !== DeploymentResultType.EXECUTION_ERROR) {
    return Object.entries(outcome.errors)
      .map(([step, errors]) => `${step}: ${errors.join(", ")}`)
      .join("; ");
  }
  const failures = outcome.failed.map(({ futureId, error }) => `${futureId}: ${error}`);
  const late = outcome.timedOut.map(({ futureId }) => `${futureId}: not mined in time`);
  return [...failures, ...late].join("; ");
}

function failed(why: string, where: string, cause?: unknown): ChainError {
  const what = `The deployment did not succeed: ${why.replace(/\s*\n\s*/g, " ").replace(/\.$/, "")}`;
  const fix =
    "Mend the cause and deploy again, finished steps are not repeated; to deploy something else, choose another --deployment";
  return new ChainError("DEPLOYMENT_FAILED", { what, where, fix, cause });
}
