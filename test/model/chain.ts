/** A rollup of the real contracts on Hardhat's own chain, with everything posted that the model's claims are about. */
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { concat, keccak256, toBeHex, ZeroHash, type Contract, type ContractTransactionReceipt } from "ethers";
import { network } from "hardhat";
import { NO_BRIDGE, NO_LANE, type LaneTerms } from "../../bench/lib/court.ts";
import { FIRST_COMMITMENT, SECRET } from "./proofs.ts";
import type { Times } from "./rules.ts";
import type { Lane } from "./state.ts";

/** Seconds in a tick: more than all the calls of a walk take, so that each falls into the tick where the model has it. */
export const TICK_SECONDS = 1_000_000;
/** Seconds of a side's clock; the side that is to lose a dispute lets it run out. */
export const ALLOWANCE_SECONDS = 60;
/** Wei; even, because half of it is burnt. */
export const BOND_WEI = 10_000_000n;

/** Two levels of search: the responder may answer once, so that either side can be the one that falls silent. */
export const MAX_STEPS = 4;
export const NARY = 2;
const ANCHORED = 1;
/** Two sections of one page: code at 0, then the input. Entry: startPage u32 | pages u24 | kind u8. */
const SECTIONS = concat(["0x0000000000000101", "0x0000000100000104"]);

export type Connection = Awaited<ReturnType<typeof network.create>>;

/** What a result's id is the hash of. */
export interface Opening {
  readonly parent: string;
  readonly accumulator: string;
  readonly output: string;
  readonly memoryRoot: string;
}

export interface Batch {
  readonly accumulator: string;
  readonly inputRoot: string;
  readonly inputLength: bigint;
  /** What the Inbox evaluated the commitment to; zero without a lane. */
  readonly y: bigint;
}

export interface Chain {
  readonly connection: Connection;
  readonly rollup: Contract;
  readonly honest: HardhatEthersSigner;
  readonly adversary: HardhatEthersSigner;
  /** Zero address where there is none. */
  readonly lane: Contract;
  /** Who may revoke it. */
  readonly proposer: HardhatEthersSigner;
  readonly genesis: Opening;
  readonly batches: readonly Batch[];
}

/** Deploys a rollup with these windows, and this lane if any, and posts `count` batches. */
export async function startChain(times: Times, count: number, lane?: Lane): Promise<Chain> {
  const connection = await network.create();
  const { ethers } = connection;
  const [sequencer, honest, adversary] = await ethers.getSigners();
  const genesis = { parent: ZeroHash, accumulator: ZeroHash, output: toBeHex(7, 32), memoryRoot: ZeroHash };
  const terms = {
    ...(await registerProgram(connection)),
    stepVerifier: await ethers.deployContract("ToyMachine"),
    sequencer,
    genesisOutput: genesis.output,
    nary: NARY,
    window: times.window * TICK_SECONDS,
    grace: times.grace * TICK_SECONDS,
    allowance: ALLOWANCE_SECONDS,
    minimum: 1,
    bond: BOND_WEI,
    gasPriceCap: 1,
    bridge: NO_BRIDGE,
    lane: lane === undefined ? NO_LANE : await laneTerms(connection, lane),
  };
  const rollup = await ethers.deployContract("Rollup", [terms]);
  const batches = await postBatches(connection, rollup, count, lane !== undefined);
  const at = await ethers.getContractAt("ValidityLane", await rollup.lane());
  return {
    connection,
    rollup,
    honest,
    adversary,
    proposer: sequencer,
    lane: at as unknown as Contract,
    genesis,
    batches,
  };
}

/** Its verifier accepts what anybody makes up. */
async function laneTerms({ ethers }: Connection, { airgap, timelock }: Lane): Promise<LaneTerms> {
  const [proposer] = await ethers.getSigners();
  const verifier = await ethers.deployContract("ToyVerifier", [SECRET]);
  return {
    proposer: proposer.address,
    timelock: timelock * TICK_SECONDS,
    airgap: airgap * TICK_SECONDS,
    verifiers: [{ contract_: await verifier.getAddress(), records: 4, circuit: ZeroHash }],
  };
}

async function registerProgram({ ethers }: Connection): Promise<{ programs: Contract; program: string }> {
  const programs = await ethers.deployContract("Programs");
  const root = keccak256(SECTIONS);
  const sent = await programs.register(SECTIONS, [root, ZeroHash], 0, MAX_STEPS, ANCHORED, 1);
  return { programs, program: argument(await sent.wait(), programs, "Registered", "id") };
}

async function postBatches(
  { ethers }: Connection,
  rollup: Contract,
  count: number,
  isProvable: boolean,
): Promise<Batch[]> {
  const inbox = await ethers.getContractAt("Inbox", await rollup.inbox());
  const batches: Batch[] = [];
  let accumulator = ZeroHash;
  for (let number = 1; number <= count; number++) {
    const body = toBeHex(number);
    const latest = await ethers.provider.getBlock("latest");
    const sent = isProvable
      ? await inbox.postCommitted(accumulator, latest!.timestamp, body, FIRST_COMMITMENT)
      : await inbox.post(accumulator, body);
    const receipt = await sent.wait();
    const field = <T>(name: string): T => argument(receipt, inbox, "Posted", name);
    accumulator = field("accumulator");
    const y = isProvable ? await inbox.evaluation(number, FIRST_COMMITMENT) : 0n;
    batches.push({ accumulator, inputRoot: field("inputRoot"), inputLength: field("inputLength"), y });
  }
  return batches;
}

/** An argument of the first event `event` that `contract` emitted in a transaction. */
export function argument<T>(
  receipt: ContractTransactionReceipt | null,
  contract: Contract,
  event: string,
  name: string,
): T {
  const logs = (receipt?.logs ?? []).map((log) => contract.interface.parseLog(log));
  return logs.find((log) => log?.name === event)?.args[name] as T;
}
