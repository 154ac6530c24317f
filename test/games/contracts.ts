import { isDeepStrictEqual } from "node:util";
import type { Contract } from "ethers";
import { network } from "hardhat";
import { encodeFunctionData, parseEventLogs, type Hex, type Log } from "viem";
import { NO_BRIDGE, NO_LANE } from "../../bench/lib/court.ts";
import { rollupAbi } from "../../src/chain/abi.ts";
import { courtAbi, toCourtEvent } from "../../src/chain/events.ts";
import { minimum } from "../../src/dispute/bond.ts";
import { definition } from "../../src/dispute/search.ts";
import type { CourtEvent } from "../../src/rollup/fold.ts";
import { PROGRAM_KINDS } from "../../src/rollup/program.ts";
import type { Batch, ResultOpening } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import { toBytes, toHex } from "../../src/types/hex.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import { Random } from "../guest/random.ts";
import { Table } from "./actor.ts";
import { Broken } from "./audit.ts";
import { accountOf, castOf, type Draw, drawGame, type DrawOptions } from "./draw.ts";
import { play, type Tally } from "./game.ts";
import { type Outcome, RefereeHost, word } from "./host.ts";
import type { GameCall, Judge } from "./referee.ts";
import { ToyWorld, truths, type World } from "./toyWorld.ts";

/** A chain in this process, on which one game after the other gets a rollup of its own. */
export type Chain = Awaited<ReturnType<typeof startChain>>;

export async function startChain() {
  const { ethers, provider } = await network.create({
    network: "local",
    override: {
      mining: { auto: false, mempool: { order: "fifo" } },
      blockGasLimit: 1_000_000_000,
      throwOnTransactionFailures: false,
    },
  });
  const [sequencer] = await ethers.getSigners();
  const request = <T>(method: string, ...params: unknown[]): Promise<T> =>
    provider.request({ method, params }) as Promise<T>;
  const mine = async (at?: number): Promise<void> => {
    if (at !== undefined) await request("evm_setNextBlockTimestamp", at);
    await request("evm_mine");
  };
  const deploy = async (name: string, ...args: unknown[]): Promise<Contract> => {
    const sending = ethers.deployContract(name, args);
    const contract = await sending;
    await mine();
    return contract as unknown as Contract;
  };
  const now = async (): Promise<number> =>
    Number((await request<{ timestamp: Hex }>("eth_getBlockByNumber", "latest", false)).timestamp);
  const known = new Set<Address>();
  /** Gives an account that nobody has a key of enough to play with. */
  const admit = async (address: Address): Promise<void> => {
    if (known.has(address)) return;
    known.add(address);
    await request("hardhat_impersonateAccount", address);
    await request("hardhat_setBalance", address, `0x${(10n ** 24n).toString(16)}`);
  };
  return {
    ethers,
    request,
    mine,
    deploy,
    now,
    admit,
    sequencer: await sequencer.getAddress(),
    programs: await deploy("Programs"),
  };
}

/** What a program is registered with, and its judge. */
export type Listing = {
  readonly entries: Hex;
  readonly roots: readonly Hex[];
  readonly entryPoint: number;
  readonly stepVerifier: Contract;
};

/** What the registry makes of it. */
export type Listed = { readonly memoryRoot: Hex; readonly layoutHash: Hex };

export type Seat = { readonly host: ContractsHost; readonly world: World };
export type Played = { readonly tally: Tally; readonly draw: Draw; readonly gas: Gas };

/** Seconds that the Inbox counts for a batch: the least, so that windows can be short. */
const WORST_SECONDS = 1;

/** Gas of the dearest call of each kind that was accepted. */
export type Gas = Map<string, number>;

type Receipt = { readonly status: Hex; readonly gasUsed: Hex; readonly logs: Log[] };

/** The price of every call, wei per gas: equal, so that a block keeps the order in which the calls were sent. */
const PRICE = "0x3b9aca00";
const CALL_GAS = "0x2dc6c0";

/** A rollup of the real contracts beside the referee: every call is made to both, and every answer compared. */
export class ContractsHost extends RefereeHost {
  readonly #chain: Chain;
  readonly #rollup: Address;
  readonly gas: Gas = new Map();
  #balance = 0n;

  private constructor(
    chain: Chain,
    rollup: Address,
    terms: ConstructorParameters<typeof RefereeHost>[0],
    batches: readonly Batch[],
    now: number,
  ) {
    super(terms, batches, now);
    this.#chain = chain;
    this.#rollup = rollup;
  }

  /** Deploys the rollup of a draw for a program that `listing` describes, and posts its batches. */
  static async deploy(
    chain: Chain,
    draw: Draw,
    listing: Listing,
    makeWorld: (program: Listed) => World & Judge,
  ): Promise<Seat> {
    const { nary, timing, maxSteps, persistent } = draw;
    const { programs, sequencer } = chain;
    const programKind = persistent ? "persistent" : "anchored";
    const kind = PROGRAM_KINDS.indexOf(programKind);
    const facts = [listing.entries, listing.roots, listing.entryPoint, maxSteps, kind, WORST_SECONDS];
    const program = await programs.register.staticCall(...facts);
    await programs.register(...facts);
    await chain.mine();
    const { memoryRoot, layoutHash } = await programs.program(program);
    // Above what the terms ask for, and odd as often as even.
    const bond = minimum(definition(maxSteps, nary), 1n) + draw.bond;
    const output = word(7n);
    const { stepVerifier } = listing;
    const terms = {
      programs,
      program,
      stepVerifier,
      sequencer,
      genesisOutput: output,
      nary,
      ...timing,
      bond,
      gasPriceCap: 1,
      bridge: NO_BRIDGE,
      lane: NO_LANE,
    };
    const rollup = await chain.deploy("Rollup", terms);
    const genesis: ResultOpening = {
      parent: word(0n) as ResultId,
      accumulator: word(0n),
      output,
      memoryRoot: persistent ? memoryRoot : word(0n),
    };
    const batches = await postAll(chain, rollup, draw.batches, Number(draw.bond % 500n));
    const world = makeWorld({ memoryRoot, layoutHash });
    const rules = { maxSteps, nary, programKind } as const;
    const address = (await rollup.getAddress()) as Address;
    const host = new ContractsHost(
      chain,
      address,
      { rules, timing, bond, genesis, judge: world },
      batches,
      await chain.now(),
    );
    return { host, world };
  }

  override get balance(): bigint {
    return this.#balance;
  }

  override async block(at: number, calls: readonly GameCall[]): Promise<Outcome[]> {
    this.now = at;
    if (calls.length === 0) return [];
    const { request } = this.#chain;
    const hashes: Hex[] = [];
    for (const call of calls) {
      await this.#chain.admit(call.from);
      hashes.push(await request<Hex>("eth_sendTransaction", this.#transaction(call)));
    }
    await this.#chain.mine(at);
    const outcomes: Outcome[] = [];
    for (const [i, call] of calls.entries()) {
      const receipt = await request<Receipt>("eth_getTransactionReceipt", hashes[i]);
      outcomes.push(this.#compare(call, this.judge(call, at), receipt, at));
    }
    this.#balance = BigInt(await request<Hex>("eth_getBalance", this.#rollup, "latest"));
    const due = this.referee.bonds.balance;
    if (due !== this.#balance) throw new Broken(`the contract holds ${this.#balance} wei, by the rules ${due}`);
    return outcomes;
  }

  #transaction({ from, functionName, args, value = 0n }: GameCall): object {
    const data = encodeFunctionData({ abi: rollupAbi, functionName, args } as never);
    return {
      from,
      to: this.#rollup,
      data,
      value: `0x${value.toString(16)}`,
      gas: CALL_GAS,
      maxFeePerGas: PRICE,
      maxPriorityFeePerGas: "0x1",
    };
  }

  #compare(call: GameCall, outcome: Outcome, receipt: Receipt, at: number): Outcome {
    const done = receipt.status === "0x1";
    if (done !== "events" in outcome) {
      const rules = "refused" in outcome ? `refuse it: ${outcome.refused}` : "allow it";
      throw new Broken(
        `${call.functionName} by ${call.from}: the contract ${done ? "accepts" : "refuses"} it, the rules ${rules}`,
      );
    }
    if (!("events" in outcome)) return outcome;
    const said = parseEventLogs({ abi: courtAbi, logs: receipt.logs }).map(
      (log) => toCourtEvent(log as never, at) as CourtEvent,
    );
    if (!isDeepStrictEqual(said, outcome.events)) {
      throw new Broken(`${call.functionName}: the contract says ${show(said)}, the rules ${show(outcome.events)}`);
    }
    const used = Number(receipt.gasUsed);
    this.gas.set(call.functionName, Math.max(used, this.gas.get(call.functionName) ?? 0));
    this.fold(said);
    return { ...outcome, gas: used };
  }
}

async function postAll(chain: Chain, rollup: Contract, count: number, length: number): Promise<Batch[]> {
  const inbox = await chain.ethers.getContractAt("Inbox", await rollup.inbox());
  const batches: Batch[] = [];
  let previous: Hex = word(0n);
  for (let number = 1; number <= count; number++) {
    // The toy's register starts from the length of its input, so bodies differ in that.
    const body = toHex(new Uint8Array(length + 7 * number));
    const sent = await inbox.post(previous, body, { gasLimit: 3_000_000 });
    // The Inbox's bucket drains by a second each second, and a batch weighs one.
    await chain.mine((await chain.now()) + 1);
    const receipt = await chain.request<Receipt>("eth_getTransactionReceipt", sent.hash);
    const [log] = parseEventLogs({ abi: courtAbi, logs: receipt.logs });
    const event = toCourtEvent(log as never, 0);
    if (event?.kind !== "posted") throw new Error("the batch was not posted");
    batches.push(event.batch);
    previous = event.batch.accumulator;
  }
  return batches;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? `${each}` : each));
}

/** Plays the game of a seed on contracts whose judge is ToyRun. @throws Broken */
export async function playOnContracts(
  chain: Chain,
  toyRun: Contract,
  seed: number,
  options: DrawOptions,
): Promise<Played> {
  const random = new Random(seed);
  const draw = drawGame(random, options);
  const { maxSteps, persistent } = draw;
  const { host, world } = await ContractsHost.deploy(
    chain,
    draw,
    { ...TOY_LISTING, stepVerifier: toyRun },
    ({ memoryRoot, layoutHash }) => {
      return new ToyWorld({ maxSteps, persistent, memoryRoot, layoutHash: toBytes(layoutHash) }, random);
    },
  );
  return seated(host, world, draw, random);
}

/** Plays a game at a table that is laid. */
export async function seated(host: ContractsHost, world: World, draw: Draw, random: Random): Promise<Played> {
  const table = new Table(host, world, random, truths(world, host.genesis, host.view.batches));
  const tally = await play(table, castOf(draw, accountOf));
  return { tally, draw, gas: host.gas };
}

/** A program for ToyRun: a page of code at 0, one readWrite at 0x1000, 16 of input at 0x10000 (startPage u32 | pages u24 | kind u8). */
export const TOY_LISTING = {
  entries: "0x000000000000010100000001000001030000001000001004",
  roots: [word(0x11n), word(0x22n), word(0n)],
  entryPoint: 0,
} as const;
