import { join } from "node:path";
import { getContract, parseEventLogs, type Address, type Hex } from "viem";
import { apply, genesisView, type CourtEvent, type Folding, type Rules } from "../rollup/fold.ts";
import { resultId } from "../rollup/ids.ts";
import type { Terms } from "../rollup/load.ts";
import { PROGRAM_KINDS, type ProgramId } from "../rollup/program.ts";
import type { ResultOpening, Timing, View } from "../rollup/view.ts";
import type { ResultId } from "../types/resultId.ts";
import { inboxAbi, programsAbi, rollupAbi } from "./abi.ts";
import type { ContractName } from "./artifacts.ts";
import { unanswered, type L1 } from "./client.ts";
import { readDeployed } from "./deployment.ts";
import { ChainError } from "./errors.ts";
import { courtAbi, toCourtEvent } from "./events.ts";

/** Blocks asked for in one request for logs: public nodes refuse more. */
const LOG_RANGE = 10_000n;

/** What is fixed for a court, read from its contracts. */
export type CourtFacts = {
  readonly rollup: Address;
  readonly inbox: Address;
  readonly stepVerifier: Address;
  readonly program: ProgramId;
  /** What the program was registered with beside its ELF. */
  readonly terms: Terms;
  readonly rules: Rules;
  readonly timing: Timing;
  /** Wei. */
  readonly bond: bigint;
  readonly genesis: ResultOpening;
  /** No event of this court is in an older block. */
  readonly firstBlock: bigint;
};

/** A moment of L1 as an agent decides on it. */
export type Moment = {
  readonly view: View;
  /** Timestamp of the block, seconds. */
  readonly now: number;
  readonly block: bigint;
};

/** Reads what a deployed court is, and what has happened in it; nothing is remembered beyond this process. */
export class Court {
  readonly l1: L1;
  readonly facts: CourtFacts;
  readonly #confirmations: bigint;
  #view: Folding;
  /** The last block that the view holds. */
  #at: { number: bigint; hash: Hex } | undefined;

  private constructor(l1: L1, facts: CourtFacts, confirmations: number) {
    this.l1 = l1;
    this.facts = facts;
    this.#confirmations = BigInt(confirmations);
    this.#view = genesisView(facts.genesis);
  }

  /**
   * @param folder where the deployment's files are, `deployments/<chainId>`
   * @param confirmations blocks on top of a block before it is read
   * @throws ChainError DEPLOYMENT_MISSING, DEPLOYMENT_INVALID, DEPLOYMENT_MISMATCH, RPC_ANSWER_INVALID
   */
  static async open(l1: L1, folder: string, confirmations: number): Promise<Court> {
    return new Court(l1, await readFacts(l1, folder), confirmations);
  }

  /**
   * The view at the newest block that is deep enough. Where L1 has replaced blocks that were read, everything is read anew.
   * @throws RollupError LOGS_INCOMPLETE, ChainError RPC_UNREACHABLE; the next call then reads what this one could not
   */
  async sync(): Promise<Moment> {
    try {
      return await this.#advance();
    } catch (error) {
      throw unanswered(error, this.l1.url);
    }
  }

  /** Accumulator of the last batch of all, however young: who posts the next one names it. @throws ChainError RPC_UNREACHABLE */
  async lastAccumulator(): Promise<Hex> {
    const inbox = getContract({ address: this.facts.inbox, abi: inboxAbi, client: this.l1.client });
    try {
      return await inbox.read.accumulator([await inbox.read.count()]);
    } catch (error) {
      throw unanswered(error, this.l1.url);
    }
  }

  /** What a transaction called a contract with. @throws ChainError RPC_UNREACHABLE */
  async calldata(transaction: Hex): Promise<Hex> {
    try {
      return (await this.l1.client.getTransaction({ hash: transaction })).input;
    } catch (error) {
      throw unanswered(error, this.l1.url);
    }
  }

  async #advance(): Promise<Moment> {
    const { client } = this.l1;
    const newest = await client.getBlockNumber();
    const depth = newest > this.#confirmations ? newest - this.#confirmations : 0n;
    const head = await client.getBlock({ blockNumber: depth });
    if (await this.#reorganised(head.number)) this.#forget();
    const from = this.#at === undefined ? this.facts.firstBlock : this.#at.number + 1n;
    const events: CourtEvent[] = [];
    for (let first = from; first <= head.number; first += LOG_RANGE) {
      const last = first + LOG_RANGE - 1n;
      for (const event of await this.#read(first, last < head.number ? last : head.number)) events.push(event);
    }
    this.#apply(events);
    this.#at = { number: head.number, hash: head.hash };
    return { view: this.#view, now: Number(head.timestamp), block: head.number };
  }

  /** All of them or, where the logs turn out not to be whole, none: half of them would be applied again. */
  #apply(events: readonly CourtEvent[]): void {
    try {
      for (const event of events) apply(this.#view, event, this.facts.rules);
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    this.#view = genesisView(this.facts.genesis);
    this.#at = undefined;
  }

  async #reorganised(head: bigint): Promise<boolean> {
    if (this.#at === undefined) return false;
    if (this.#at.number > head) return true;
    const { hash } = await this.l1.client.getBlock({ blockNumber: this.#at.number });
    return hash !== this.#at.hash;
  }

  async #read(fromBlock: bigint, toBlock: bigint): Promise<CourtEvent[]> {
    const { rollup, inbox } = this.facts;
    const events: CourtEvent[] = [];
    const logs = await this.l1.client.getLogs({ address: [rollup, inbox], fromBlock, toBlock });
    const times = new Map<bigint, number>();
    for (const log of parseEventLogs({ abi: courtAbi, logs })) {
      if (!times.has(log.blockNumber)) {
        const { timestamp } = await this.l1.client.getBlock({ blockNumber: log.blockNumber });
        times.set(log.blockNumber, Number(timestamp));
      }
      const event = toCourtEvent(log, times.get(log.blockNumber) ?? 0);
      if (event !== undefined) events.push(event);
    }
    return events;
  }
}

async function readFacts(l1: L1, folder: string): Promise<CourtFacts> {
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
  const [window, grace, allowance, minimum] = await Promise.all([
    read.window(),
    read.grace(),
    read.allowance(),
    read.minimum(),
  ]);
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
    program: program as ProgramId,
    terms: { kind, maxSteps: Number(maxSteps), worstSeconds },
    rules: { maxSteps: Number(maxSteps), nary, programKind: kind },
    timing: { window, grace, allowance, minimum },
    bond,
    genesis: await readGenesis(l1, deployed, genesis as ResultId),
    firstBlock: BigInt(deployed.block),
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
): Promise<ResultOpening> {
  const from = BigInt(deployed.block);
  const logs = await l1.client.getContractEvents({
    address: deployed.address,
    abi: rollupAbi,
    eventName: "Genesis",
    fromBlock: from,
    toBlock: from + LOG_RANGE - 1n,
  });
  const opening = logs[0]?.args.opening as ResultOpening | undefined;
  if (opening === undefined || resultId(opening) !== id) {
    throw new ChainError("RPC_ANSWER_INVALID", {
      what: "The node does not give the event of the rollup's creation",
      where: l1.url,
      fix: "Use a node that keeps all logs since the deployment",
    });
  }
  return opening;
}
