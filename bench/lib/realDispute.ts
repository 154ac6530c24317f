import type { Trace } from "../../src/dispute/trace.ts";
import { definition, rounds } from "../../src/dispute/search.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { Machine } from "../../src/machine/machine.ts";
import type { Program } from "../../src/machine/program.ts";
import { layoutHash } from "../../src/machine/section.ts";
import { composeInput } from "../../src/rollup/input.ts";
import { inputSize, registrationOf } from "../../src/rollup/load.ts";
import { MachineTrace, type Lie } from "../../src/rollup/trace.ts";
import type { EndState } from "../../src/rollup/view.ts";
import { toAddress } from "../../src/types/address.ts";
import { toBytes } from "../../src/types/hex.ts";
import { alone } from "./again.ts";
import { deployCourt, makeClaim, play, postBatch, type Side } from "./court.ts";
import type { PacedChain } from "./paced.ts";
import { cpuSeconds, wallSeconds } from "./stopwatch.ts";

/** What a whole dispute about a real run costs. */
export type RealDispute = {
  readonly rounds: number;
  /** States of the run that each side keeps to go back to. */
  readonly checkpoints: number;
  /** Processor seconds of the run and of all answers, of whoever claimed first and of whoever contradicts. */
  readonly claimant: number;
  readonly challenger: number;
  /** Whole transactions of both sides, from the rival claim to the resolution. */
  readonly gas: number;
  readonly transactions: number;
  /** Seconds from when the challenger begins to execute until the dispute is resolved: its run, all moves, the chain's own work. */
  readonly wall: number;
};

const BODY = "0x1234";
const CHAIN = 31337;
/** How many steps a fault without effect is moved on before it is given up. */
const ATTEMPTS = 32;

/** Plays a dispute over the first `maxSteps` steps of a program, executed by the translator, about a false register at `step`. */
export async function realDispute(
  chain: PacedChain,
  program: Program,
  maxSteps: number,
  nary: number,
  step: number,
): Promise<RealDispute> {
  const { ethers, signers, judge, pace, wait } = chain;
  const [first, second] = [pace(signers[1]!), pace(signers[2]!)];
  const registration = registrationOf(program, { kind: "persistent", maxSteps, worstSeconds: 60 });
  const genesisOutput = `0x${"00".repeat(32)}` as const;
  const bond = 10n ** 18n;
  const options = { maxSteps, nary, bond, stepVerifier: judge, program: registration, genesisOutput };
  const court = await deployCourt(ethers, options);
  pace(court.sequencer);
  wait(1_000_000);
  const batch = await postBatch(court, BODY);
  const rollup = toAddress(await court.rollup.getAddress());
  const { timestamp } = (await ethers.provider.getBlock("latest"))!;
  const header = { chainId: CHAIN, rollup, batch: 1, timestamp };
  const input = composeInput(header, toBytes(BODY), inputSize(program));
  const anchor = toBytes(genesisOutput);
  const fixed = fixedHash(anchor, toBytes(batch.inputRoot as `0x${string}`), layoutHash(program.layout));
  const start = (): Machine => new Machine(program, { anchor, input });
  const traced = (lie?: Lie): Metered =>
    new Metered(new MachineTrace(start, fixed, maxSteps, lie, { engine: alone() }));

  // The last mover proves the step, so it must be the honest side: the opener after an even number of rounds.
  const count = rounds(definition(maxSteps, nary));
  const honestOpens = count % 2 === 0;
  const truth = traced();
  const end = truth.end();
  let liar: Metered | undefined;
  for (let moved = 0; liar === undefined; moved++) {
    if (moved === ATTEMPTS) throw new Error(`no fault at step ${step} and after changes the end`);
    const lying = traced({ kind: "register", step: step + moved });
    if (lying.end().cpuHash !== end.cpuHash || lying.end().memoryRoot !== end.memoryRoot) liar = lying;
  }
  const [claimant, challenger] = honestOpens ? [liar, truth] : [truth, liar];
  const earlier = await makeClaim(court, first, court.genesis, batch, claimant.end());
  const begun = wallSeconds();
  const rival = await makeClaim(court, second, court.genesis, batch, challenger.end());
  const sides = [
    { signer: first, made: earlier, trace: claimant },
    { signer: second, made: rival, trace: challenger },
  ] satisfies Side[];
  const { calls, isProved } = await play({ host: court.rollup, nary, opener: sides[1]!, responder: sides[0]! });
  const wall = wallSeconds() - begun + challenger.executing;
  if (!isProved) throw new Error(`${maxSteps} steps, nary ${nary}: the dispute did not end in a proof`);
  return {
    rounds: count,
    checkpoints: truth.checkpoints,
    claimant: claimant.cpu,
    challenger: challenger.cpu,
    gas: rival.gas + calls.reduce((sum, { gas }) => sum + gas, 0),
    transactions: 1 + calls.length,
    wall,
  };
}

/** A trace that counts what its answers cost. */
class Metered implements Trace {
  readonly maxSteps: number;
  /** Processor seconds, the run included. */
  cpu = 0;
  /** Seconds of the run. */
  executing = 0;
  /** States that the run has left to go back to. */
  checkpoints = 0;
  readonly #trace: MachineTrace;
  #end: EndState | undefined;

  constructor(trace: MachineTrace) {
    this.#trace = trace;
    this.maxSteps = trace.maxSteps;
  }

  /** Executes the run, once. */
  end(): EndState {
    if (this.#end !== undefined) return this.#end;
    const [cpu, wall] = [cpuSeconds(), wallSeconds()];
    this.#end = this.#trace.stateAt(this.maxSteps);
    this.cpu += cpuSeconds() - cpu;
    this.executing = wallSeconds() - wall;
    this.checkpoints = this.#trace.checkpoints.length;
    return this.#end;
  }

  hashesAt(steps: readonly number[]): ReturnType<Trace["hashesAt"]> {
    return this.#metered(() => this.#trace.hashesAt(steps));
  }

  proofAt(step: number): ReturnType<Trace["proofAt"]> {
    return this.#metered(() => this.#trace.proofAt(step));
  }

  async #metered<Answer>(answer: () => Promise<Answer>): Promise<Answer> {
    const started = cpuSeconds();
    const given = await answer();
    this.cpu += cpuSeconds() - started;
    return given;
  }
}
