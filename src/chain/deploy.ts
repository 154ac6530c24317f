import { readFileSync } from "node:fs";
import { buildModule, type IgnitionModule } from "@nomicfoundation/ignition-core";
import { getContract, keccak256, zeroAddress, type Abi, type Address, type Hex } from "viem";
import { PROGRAM_KINDS, programId, type Registration } from "../rollup/program.ts";
import { rollupAbi } from "./abi.ts";
import { readArtifact, type ContractName } from "./artifacts.ts";
import type { L1 } from "./client.ts";
import { writeDeployed } from "./deployment.ts";
import { ChainError } from "./errors.ts";
import { journalIn, runModule } from "./ignition.ts";
import type { CourtParameters } from "./network.ts";
import type { RequestProvider } from "./provider.ts";

/** What a court is deployed with, beside the network's own rules. */
export type CourtPlan = {
  readonly program: Registration;
  readonly sequencer: Address;
  /** What the first batch sees as its anchor, 32 bytes. */
  readonly genesisOutput: Hex;
  readonly court: CourtParameters;
  /** What a ledger has beside the court: its bridge, and its validity lane if it has one. */
  readonly ledger?: LedgerTerms;
};

export type LedgerTerms = {
  /** Wei that a deposit pays to whoever posts it in a batch. */
  readonly itemFee: bigint;
  readonly lane?: LaneTerms;
};

/** A validity lane as the contract takes it; times in seconds. */
export type LaneTerms = {
  readonly proposer: Address;
  readonly timelock: number;
  readonly airgap: number;
  /** Verifiers that are deployed already. */
  readonly verifiers: readonly (VerifiedCircuit & { readonly contract_: Address })[];
  /** What the verifier of the development key is for, where one is to be deployed with the court: local chains only. */
  readonly developmentVerifier?: VerifiedCircuit;
};

/** What a verifier checks proofs of. */
export type VerifiedCircuit = {
  /** How many records a segment holds. */
  readonly records: number;
  /** SHA-256 of the circuit's constraint system. */
  readonly circuit: Hex;
};

const NO_LANE: LaneTerms = { proposer: zeroAddress, timelock: 0, airgap: 0, verifiers: [] };

/** The Ignition module of a whole court: the judge and its hash libraries, the registry, the program, the rollup. */
export function courtModule({ program, sequencer, genesisOutput, court, ledger }: CourtPlan): IgnitionModule {
  return buildModule("Court", (m) => {
    const [t3, t5, t6] = [m.contract("PoseidonT3"), m.contract("PoseidonT5"), m.contract("PoseidonT6")];
    const StepVerifier = m.contract("StepVerifier", [t3, t5, t6]);
    const Programs = m.contract("Programs");
    const registered = m.call(Programs, "register", [
      program.entries,
      [...program.roots],
      program.entryPoint,
      BigInt(program.maxSteps),
      PROGRAM_KINDS.indexOf(program.kind),
      program.worstSeconds,
    ]);
    const { proposer, timelock, airgap, developmentVerifier, verifiers: others } = ledger?.lane ?? NO_LANE;
    const first = developmentVerifier && {
      contract_: m.contract("InsecureDevVerifier"),
      records: developmentVerifier.records,
      circuit: developmentVerifier.circuit,
    };
    const verifiers = [...(first === undefined ? [] : [first]), ...others.map((other) => ({ ...other }))];
    const parameters = {
      programs: Programs,
      program: programId(program),
      stepVerifier: StepVerifier,
      sequencer,
      genesisOutput,
      ...court,
      bridge:
        ledger === undefined ? { t3: zeroAddress, t5: zeroAddress, itemFee: 0n } : { t3, t5, itemFee: ledger.itemFee },
      lane: { proposer, timelock, airgap, verifiers },
    };
    const Rollup = m.contract("Rollup", [parameters], { after: [registered] });
    return { StepVerifier, Programs, Rollup };
  });
}

/**
 * Deploys a court and writes the address, ABI and code hash of each of its contracts into `folder`. Interrupted, it goes
 * on where it was when called again, as Ignition's journal under `folder` has it.
 *
 * @param provider signs for `from`
 * @throws ChainError DEPLOYMENT_FAILED, RPC_UNREACHABLE
 */
export async function deployCourt(
  l1: L1,
  provider: RequestProvider,
  from: Address,
  plan: CourtPlan,
  folder: string,
): Promise<void> {
  const contracts = await runModule(courtModule(plan), provider, from, folder, l1.client.pollingInterval);
  const block = Math.min(...blocksIn(journalIn(folder)));
  const rollup = contracts.get("Rollup") as Address;
  await record(l1, folder, "Rollup", rollup, block);
  const { read } = getContract({ address: rollup, abi: rollupAbi, client: l1.client });
  const [inbox, lane] = await Promise.all([read.inbox(), read.lane()]);
  const made = [["Inbox", inbox] as const, ...(lane === zeroAddress ? [] : [["ValidityLane", lane] as const])];
  for (const [name, address] of [...contracts, ...made]) {
    await record(l1, folder, name, address, block);
  }
}

async function record(l1: L1, folder: string, name: ContractName, address: Address, block: number): Promise<void> {
  const code = await l1.client.getCode({ address });
  if (code === undefined) {
    const what = `The journal says that ${name} is at ${address}, where the chain holds no code`;
    const fix = "If the chain was reset, remove the folder and deploy again";
    throw new ChainError("DEPLOYMENT_FAILED", { what, where: folder, fix });
  }
  writeDeployed(folder, name, { address, codeHash: keccak256(code), block, abi: readArtifact(name).abi as Abi });
}

/** Blocks in which the contracts of a deployment were made, as Ignition's journal has their receipts. */
function blocksIn(journal: string): number[] {
  const lines = readFileSync(journal, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines
    .map((line) => (JSON.parse(line) as { receipt?: { blockNumber: number } }).receipt?.blockNumber)
    .filter((block) => block !== undefined);
}
