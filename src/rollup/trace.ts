import type { Trace } from "../dispute/trace.ts";
import type { Archive } from "../machine/checkpoint.ts";
import { type Engine, INTERPRETER } from "../machine/engine.ts";
import { STATUS_RUNNING } from "../machine/isa.ts";
import type { Machine } from "../machine/machine.ts";
import { type Kept, Rewind } from "../machine/rewind.ts";
import { toHex, type Hex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";
import { CHECKPOINT_BYTES, Checkpoints } from "./checkpoints.ts";
import { Shelf } from "./shelf.ts";
import { stepWrongly, type Fault, type FaultKind } from "./fault.ts";
import { plan } from "./replay.ts";
import type { EndState } from "./view.ts";
import { describe, hashOf } from "./state.ts";

/** Lies that a falsified machine tells by itself; the others are told about a true one. */
const IN_MACHINE: ReadonlySet<FaultKind> = new Set(["register", "memory", "pc", "skip"]);

/** A lie at a known step. */
export type Lie = Required<Fault>;

/** How a run is executed and what is kept of it. */
export type Means = {
  readonly engine?: Engine;
  /** Bytes of memory that checkpoints may take. */
  readonly bytes?: number;
  /**
   * Checkpoints on disk, its last state among them: what was executed once is not executed again. A state found there is
   * hashed, which shows that it is what was written, not that it is of this run.
   */
  readonly archive?: Archive;
};

/**
 * The trace of one run, answered by executing it: the run once, with checkpoints on the way, and then of each question the
 * stretch that it is about, from the nearest checkpoint. A dispute narrows, so the states at the steps of a question are
 * checkpoints for the next one. Every hash that was ever given is kept as well: a further dispute costs a small part of the run.
 */
export class MachineTrace implements Trace {
  readonly maxSteps: number;
  readonly #start: () => Machine;
  readonly #fixed: Uint8Array;
  readonly #lie: Lie | undefined;
  readonly #engine: Engine;
  /** States of the run to go back to. */
  readonly #checkpoints: Checkpoints;
  /** A machine somewhere in the run. */
  #awake: Rewind | undefined;
  readonly #given = new Map<number, StateHash>();
  readonly #shelf: Shelf | undefined;
  /** Where the machine stops by itself, once that is known. */
  #end = Infinity;

  /**
   * @param start gives a machine at the start of the run, which this trace alone uses from then on
   * @param fixed fixedHash of the run (docs/machine.md)
   * @param lie where and how this trace departs from the truth, for drills; it
   * leaves the archive alone
   */
  constructor(start: () => Machine, fixed: Uint8Array, maxSteps: number, lie?: Lie, means: Means = {}) {
    this.maxSteps = maxSteps;
    this.#start = start;
    this.#fixed = fixed;
    this.#lie = lie;
    const { archive, engine = INTERPRETER, bytes = CHECKPOINT_BYTES } = means;
    this.#engine = engine;
    this.#checkpoints = new Checkpoints({ maxSteps, stepsPerSecond: engine.stepsPerSecond, bytes });
    if (archive !== undefined && lie === undefined) this.#shelf = new Shelf(archive, maxSteps, engine.stepsPerSecond);
  }

  async hashesAt(steps: readonly number[]): Promise<StateHash[]> {
    const unknown = [...new Set(steps.map((step) => Math.min(step, this.#end)))].filter(
      (step) => !this.#given.has(step),
    );
    if (unknown.length > 0) {
      const asked: Kept[] = [];
      this.#visit(unknown, (step, rewind) => {
        this.#give(step, this.#look(step));
        const isKept = asked.at(-1)?.state.step === rewind.step || this.#checkpoints.at(rewind.step) !== undefined;
        if (!isKept) asked.push(rewind.keep());
      });
      this.#checkpoints.note(asked);
    }
    return steps.map((step) => this.#given.get(Math.min(step, this.#end))!);
  }

  async proofAt(step: number): Promise<Hex> {
    return toHex(this.#visit([step]).disturb((machine) => machine.proveStep().proof));
  }

  /** What a claim would open of the state after `step` steps. */
  stateAt(step: number): EndState {
    this.#visit([step]);
    const state = this.#look(step);
    this.#give(step, state);
    return state;
  }

  /** What `look` finds in the machine at `step`; it changes nothing of it. */
  lookAt<Found>(step: number, look: (machine: Machine) => Found): Found {
    return this.#visit([step]).look(look);
  }

  /** A machine of its own at `step`, to be run on. */
  machineAt(step: number): Machine {
    const snapshot = this.lookAt(step, (machine) => machine.snapshot());
    const machine = this.#start();
    machine.restore(snapshot);
    return machine;
  }

  /** Whether nothing of what it said is from an archive. */
  get isExecuted(): boolean {
    return this.#shelf?.isUsed !== true;
  }

  /** What names the run in an archive; undefined without one. */
  get run(): StateHash | undefined {
    return this.#shelf?.run;
  }

  /** Lets go of the machine and of what questions asked for; the next question starts a machine again. */
  rest(): void {
    this.#awake = undefined;
    this.#checkpoints.rest();
  }

  /** Steps of the states in memory that can be gone back to, ascending. */
  get checkpoints(): readonly number[] {
    return this.#checkpoints.steps;
  }

  /** Bytes that checkpoints hold in memory. */
  get bytes(): number {
    return this.#checkpoints.bytes;
  }

  /** Lets go of checkpoints in memory, so that those left take at most so many bytes. */
  shed(bytes: number): void {
    this.#checkpoints.shed(bytes);
  }

  /** Brings the machine to each of the steps, which ascend, in one pass. */
  #visit(steps: readonly number[], at: (step: number, rewind: Rewind) => void = () => {}): Rewind {
    const rewind = (this.#awake ??= this.#wake());
    const known = [...this.checkpoints, ...(this.#shelf?.steps ?? [])].sort((a, b) => a - b);
    for (const { from, stops } of plan(rewind.step, known, steps)) {
      if (from !== undefined && !this.#restore(rewind, from)) return this.#visit(steps, at);
      for (const stop of stops) {
        this.#advance(rewind, stop);
        at(stop, rewind);
      }
    }
    return rewind;
  }

  /** @returns whether the machine is there: what the archive has may be of no use, and is then forgotten */
  #restore(rewind: Rewind, step: number): boolean {
    const kept = this.#checkpoints.at(step);
    if (kept !== undefined) rewind.restore(kept);
    else {
      const found = this.#shelf!.resume(rewind, step);
      if (found === undefined) {
        rewind.restore(this.#checkpoints.at(0)!);
        return false;
      }
      this.#checkpoints.note([found]);
    }
    return true;
  }

  /** Runs on to step `to`, with the checkpoints that are due on the way. */
  #advance(rewind: Rewind, to: number): void {
    while (rewind.step < to) {
      const lie = this.#lie;
      const lies = lie !== undefined && IN_MACHINE.has(lie.kind) && rewind.step <= lie.step && lie.step < to;
      const due = this.#checkpoints.due(rewind.step);
      const next = Math.min(to, due, this.#shelf?.due(rewind.step) ?? Infinity, lies ? lie.step : Infinity);
      rewind.run(next - rewind.step);
      if (rewind.step === due) this.#mark(rewind);
      this.#shelf?.passed(rewind, rewind.step < next || next === this.maxSteps);
      const isAtLie = lies && rewind.step === lie.step;
      if (isAtLie) rewind.alter((machine) => stepWrongly(machine, lie.kind));
      if (rewind.step < next || (isAtLie && rewind.step === next)) return;
    }
  }

  /** Keeps a state of the run, and hashes what the priorities say: where that is all, its hash is known before anybody asks. */
  #mark(rewind: Rewind): void {
    const { step } = rewind;
    if (rewind.refresh(step / this.#checkpoints.interval)) this.#give(step, this.#look(step));
    this.#checkpoints.mark(rewind.keep());
  }

  #give(step: number, state: EndState): void {
    if (state.status !== STATUS_RUNNING && this.#lie === undefined) this.#end = Math.min(this.#end, this.#awake!.step);
    this.#given.set(Math.min(step, this.#end), hashOf(this.#fixed, state));
  }

  #look(step: number): EndState {
    const state = this.#awake!.look(describe);
    const lie = this.#lie;
    if (lie === undefined || step <= lie.step) return state;
    // A hash that stands for nothing serves as well as any other.
    if (lie.kind === "memoryRoot") return { ...state, memoryRoot: state.cpuHash };
    return lie.kind === "output" ? { ...state, output: state.cpuHash } : state;
  }

  #wake(): Rewind {
    const rewind = new Rewind(this.#start(), this.#engine);
    this.#checkpoints.begin(rewind.keep());
    this.#shelf?.open(rewind);
    return rewind;
  }
}
