import { valueAt } from "../../bench/lib/toyTrace.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import { cpuHash, fixedHash, stateHash } from "../../src/machine/hash.ts";
import { STATUS_HALTED, STATUS_RUNNING } from "../../src/machine/isa.ts";
import { packCpu } from "../../src/machine/state.ts";
import type { EndState } from "../../src/rollup/view.ts";
import type { Batch, ResultOpening } from "../../src/rollup/view.ts";
import { type Hex, toBytes, toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { Refusal } from "./refereeBonds.ts";

/*
 * Runs of contracts/mocks/ToyRun.sol: a register that steps by x -> a x + c mod 2^64, in states that a rollup can claim. Any
 * state of any run is known in log time.
 */

/** What a run starts from, beside its parent and its batch. */
export type ToyProgram = {
  readonly layoutHash: Uint8Array;
  /** Memory that an anchored program starts from. */
  readonly memoryRoot: Hex;
  readonly persistent: boolean;
  readonly maxSteps: number;
};

/** How a liar's run departs from the truth: by `change`, in all states after `step`. */
export type ToyLie = { readonly step: number; readonly change: (state: EndState) => EndState };

const A = 6364136223846793005n;
const C = 1442695040888963407n;
const MASK = (1n << 64n) - 1n;

export function toyFixed(program: ToyProgram, parent: ResultOpening, batch: Batch): Uint8Array {
  return fixedHash(toBytes(parent.output), toBytes(batch.inputRoot), program.layoutHash);
}

/** The state before the first step, as contracts/rollup/Run.sol has it: entry point 0, a0 = inputLength. */
export function toyStart(program: ToyProgram, parent: ResultOpening, batch: Batch): EndState {
  const registers = new Int32Array(32);
  registers[10] = batch.inputLength;
  return {
    status: STATUS_RUNNING,
    exitCode: 0,
    output: parent.output,
    memoryRoot: program.persistent ? parent.memoryRoot : program.memoryRoot,
    cpuHash: toHex(cpuHash(packCpu(0, registers))),
  };
}

export function toyHash(fixed: Uint8Array, state: EndState): StateHash {
  const { output, memoryRoot, cpuHash: cpu, exitCode, status } = state;
  return stateHash(fixed, toBytes(output), toBytes(memoryRoot), toBytes(cpu), exitCode, status);
}

/** The run of one batch, true or with a lie. */
export class ToyRun implements Trace {
  readonly maxSteps: number;
  readonly #fixed: Uint8Array;
  readonly #start: EndState;
  readonly #lie: ToyLie | undefined;
  /** Disputes about one run ask for the same cuts again and again. */
  readonly #known = new Map<number, StateHash>();

  constructor(program: ToyProgram, parent: ResultOpening, batch: Batch, lie?: ToyLie) {
    this.maxSteps = program.maxSteps;
    this.#fixed = toyFixed(program, parent, batch);
    this.#start = toyStart(program, parent, batch);
    this.#lie = lie;
  }

  get end(): EndState {
    return this.stateAt(this.maxSteps);
  }

  stateAt(step: number): EndState {
    const truth = step === 0 ? this.#start : after(this.#start, valueAt(register(this.#start), step));
    return this.#lie !== undefined && step > this.#lie.step ? this.#lie.change(truth) : truth;
  }

  hashAt(step: number): StateHash {
    const hash = this.#known.get(step) ?? toyHash(this.#fixed, this.stateAt(step));
    this.#known.set(step, hash);
    return hash;
  }

  async hashesAt(steps: readonly number[]): Promise<StateHash[]> {
    return steps.map((step) => this.hashAt(step));
  }

  async proofAt(step: number): Promise<Hex> {
    const { output, memoryRoot, cpuHash: cpu, exitCode, status } = this.stateAt(step);
    const words = [toHex(this.#fixed), output, memoryRoot, cpu].map((word) => word.slice(2));
    const numbers = [exitCode, status].map((value) => value.toString(16).padStart(64, "0"));
    return `0x${[...words, ...numbers].join("")}`;
  }
}

/** What ToyRun.sol answers to a proof. @throws Refusal where it reverts */
export function toyStep(prestate: StateHash, proof: Hex): StateHash {
  const [fixed, output, memoryRoot, cpu, exitCode, status] = Array.from({ length: 6 }, (_, i) => word(proof, i));
  const state = { output, memoryRoot, cpuHash: cpu, exitCode: Number(exitCode), status: Number(status) };
  const bytes = toBytes(fixed);
  if (toyHash(bytes, state) !== prestate) throw new Refusal("WrongPrestate");
  return toyHash(bytes, after(state, (register(state) * A + C) & MASK));
}

function after(before: EndState, x: bigint): EndState {
  const hex: Hex = `0x${x.toString(16).padStart(64, "0")}`;
  const exitCode = x % 16n === 0n ? 1 : 0;
  return { status: STATUS_HALTED, exitCode, output: hex, memoryRoot: before.memoryRoot, cpuHash: hex };
}

function register({ cpuHash: cpu }: EndState): bigint {
  return BigInt(`0x${cpu.slice(50)}`);
}

function word(bytes: Hex, i: number): Hex {
  return `0x${bytes.slice(2 + 64 * i, 66 + 64 * i)}`;
}
