import type { Trace } from "../dispute/trace.ts";
import type { Machine, Snapshot } from "../machine/machine.ts";
import { toHex, type Hex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";
import { stepWrongly, type Fault, type FaultKind } from "./fault.ts";
import type { EndState } from "./view.ts";
import { describe, hashOf } from "./state.ts";

/** Lies that a falsified machine tells by itself; the others are told about a true one. */
const IN_MACHINE: ReadonlySet<FaultKind> = new Set(["register", "memory", "pc", "skip"]);

/** A lie at a known step. */
export type Lie = Required<Fault>;

/** What answering needs at hand: a machine, and states of the run to go back to. */
type Awake = {
  readonly machine: Machine;
  readonly first: Snapshot;
  near: Snapshot;
  /** At the steps of the first question, which ascend. */
  readonly marks: Snapshot[];
};

/**
 * The trace of one run, answered by executing it again. A dispute narrows, so a snapshot at the start of the last question
 * spares what lies before it; and as many disputes may be about one run, the cuts of the first question, which is the same
 * in all of them, are kept as well, and every hash that was ever given: a further dispute costs a small part of the run.
 */
export class MachineTrace implements Trace {
  readonly maxSteps: number;
  readonly #start: () => Machine;
  readonly #fixed: Uint8Array;
  readonly #lie: Lie | undefined;
  #awake: Awake | undefined;
  readonly #given = new Map<number, StateHash>();

  /**
   * @param start gives a machine at the start of the run, which this trace alone uses from then on
   * @param fixed fixedHash of the run (docs/machine.md)
   * @param lie where and how this trace departs from the truth, for drills
   */
  constructor(start: () => Machine, fixed: Uint8Array, maxSteps: number, lie?: Lie) {
    this.maxSteps = maxSteps;
    this.#start = start;
    this.#fixed = fixed;
    this.#lie = lie;
  }

  async hashesAt(steps: readonly number[]): Promise<StateHash[]> {
    const [first] = steps;
    if (first !== undefined && !steps.every((step) => this.#given.has(step))) {
      const awake = this.#goTo(first);
      const { machine, marks } = awake;
      awake.near = machine.snapshot();
      const marking = marks.length === 0;
      for (const step of steps) {
        this.#given.set(step, hashOf(this.#fixed, this.stateAt(step)));
        // A machine that has stopped is still where the last mark is.
        if (marking && machine.state.step === step) marks.push(machine.snapshot());
      }
    }
    return steps.map((step) => this.#given.get(step)!);
  }

  async proofAt(step: number): Promise<Hex> {
    return toHex(this.#goTo(step).machine.proveStep().proof);
  }

  /** What a claim would open of the state after `step` steps. */
  stateAt(step: number): EndState {
    const state = describe(this.#goTo(step).machine);
    const lie = this.#lie;
    if (lie === undefined || step <= lie.step) return state;
    // A hash that stands for nothing serves as well as any other.
    if (lie.kind === "memoryRoot") return { ...state, memoryRoot: state.cpuHash };
    return lie.kind === "output" ? { ...state, output: state.cpuHash } : state;
  }

  /** The machine at `step`, to be looked at and not changed. */
  machineAt(step: number): Machine {
    return this.#goTo(step).machine;
  }

  /** Lets go of everything but the hashes given so far; the next question starts a machine again. */
  rest(): void {
    this.#awake = undefined;
  }

  #goTo(step: number): Awake {
    const awake = (this.#awake ??= begun(this.#start()));
    const { machine, first, marks, near } = awake;
    const { step: at } = machine.state;
    const saved = [first, ...marks, near].filter(({ state }) => state.step <= step);
    const nearest = saved.reduce((best, other) => (other.state.step > best.state.step ? other : best));
    if (at > step || at < nearest.state.step) machine.restore(nearest);
    const lie = this.#lie;
    if (lie !== undefined && IN_MACHINE.has(lie.kind) && machine.state.step <= lie.step && lie.step < step) {
      machine.run(lie.step - machine.state.step);
      if (machine.state.step === lie.step) stepWrongly(machine, lie.kind);
    }
    machine.run(step - machine.state.step);
    return awake;
  }
}

function begun(machine: Machine): Awake {
  const first = machine.snapshot();
  return { machine, first, near: first, marks: [] };
}
