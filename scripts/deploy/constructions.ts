import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeAbiParameters, getContract, type Abi, type AbiParameter, type Hex } from "viem";
import { inboxAbi, laneAbi } from "../../src/chain/abi.ts";
import { CONTRACT_SOURCES, OPTIONAL_CONTRACTS, readArtifact, type ContractName } from "../../src/chain/artifacts.ts";
import type { L1 } from "../../src/chain/client.ts";
import { readDeployed } from "../../src/chain/deployment.ts";
import { journalIn } from "../../src/chain/ignition.ts";
import { HEADER_BYTES } from "../../src/rollup/input.ts";

/** How a contract of a deployment was made, as block explorers want to be told. */
export type Construction = {
  readonly name: ContractName;
  readonly address: string;
  /** Source file and contract, `contracts/rollup/Rollup.sol:Rollup`. */
  readonly contract: string;
  readonly constructorArgs: readonly unknown[];
};

const PAGE_BYTES = 4096;

/** All contracts of the deployment in `folder`. @throws ChainError DEPLOYMENT_* where files and chain do not fit together */
export async function constructionsOf(folder: string, l1: L1): Promise<Construction[]> {
  const creations = creationsIn(folder);
  const names = (Object.keys(CONTRACT_SOURCES) as ContractName[]).filter(
    (name) => !OPTIONAL_CONTRACTS.has(name) || existsSync(join(folder, `${name}.json`)),
  );
  return Promise.all(
    names.map(async (name) => {
      const { address } = await readDeployed(folder, name, l1);
      const data = creations.get(name);
      const constructorArgs = data === undefined ? await toldArguments(name, address, l1) : argumentsIn(name, data);
      return { name, address, contract: `${CONTRACT_SOURCES[name]}:${name}`, constructorArgs };
    }),
  );
}

type JournalLine = {
  readonly futureId?: string;
  readonly contractName?: string;
  readonly networkInteraction?: { readonly data?: Hex };
};

/** What was sent to create each contract, from Ignition's journal. */
function creationsIn(folder: string): Map<string, Hex> {
  const lines = readFileSync(journalIn(folder), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const [nameOf, creations] = [new Map<string, string>(), new Map<string, Hex>()];
  for (const { futureId = "", contractName, networkInteraction } of lines.map(
    (line) => JSON.parse(line) as JournalLine,
  )) {
    if (contractName !== undefined) nameOf.set(futureId, contractName);
    const name = nameOf.get(futureId);
    if (name !== undefined && networkInteraction?.data !== undefined) creations.set(name, networkInteraction.data);
  }
  return creations;
}

/** What follows the code in the data of a creation. */
function argumentsIn(name: ContractName, data: Hex): readonly unknown[] {
  const { abi, bytecode } = readArtifact(name);
  const constructor = (abi as Abi).find(({ type }) => type === "constructor");
  const inputs: readonly AbiParameter[] = constructor?.type === "constructor" ? constructor.inputs : [];
  return decodeAbiParameters(inputs, `0x${data.slice(bytecode.length)}`);
}

/** What the Rollup makes tells its arguments itself: no transaction has them. */
function toldArguments(name: ContractName, address: Hex, l1: L1): Promise<readonly unknown[]> {
  return name === "ValidityLane" ? laneArguments(address, l1) : inboxArguments(address, l1);
}

async function laneArguments(address: Hex, { client }: L1): Promise<readonly unknown[]> {
  const { read } = getContract({ address, abi: laneAbi, client });
  const [proposer, timelock, airgap, count] = await Promise.all([
    read.proposer(),
    read.timelock(),
    read.airgap(),
    read.verifiers(),
  ]);
  const all = await Promise.all(Array.from({ length: count }, (_, number) => read.verifier([number])));
  // Those of the constructor are in force from its block on, all others a timelock after some later one.
  const first = all.filter(({ activeFrom }) => activeFrom === all[0]?.activeFrom);
  const verifiers = first.map(({ contract_, records, circuit }) => ({ contract_, records, circuit }));
  return [{ proposer, timelock, airgap, verifiers }];
}

async function inboxArguments(address: Hex, { client }: L1): Promise<readonly unknown[]> {
  const { read } = getContract({ address, abi: inboxAbi, client });
  const [sequencer, maxBody, worstSeconds, capacity, t3, t5, itemFee] = await Promise.all([
    read.sequencer(),
    read.maxBody(),
    read.worstSeconds(),
    read.capacity(),
    read.poseidonT3(),
    read.poseidonT5(),
    read.itemFee(),
  ]);
  const pages = (Number(maxBody) + HEADER_BYTES) / PAGE_BYTES;
  return [sequencer, pages, worstSeconds, capacity, { t3, t5, itemFee }];
}
