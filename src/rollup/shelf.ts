import { type Archive, resume } from "../machine/checkpoint.ts";
import type { Kept, Rewind } from "../machine/rewind.ts";
import { AssizeError } from "../types/error.ts";
import type { StateHash } from "../types/stateHash.ts";
import type { Step } from "../types/step.ts";
import { type Costs, interval, ON_DISK } from "./pace.ts";

/** An archive, as one run uses it: which of its states go there, and which can be had from there. */
export class Shelf {
  readonly #archive: Archive;
  readonly #maxSteps: Step;
  readonly #stepsPerSecond: number;
  readonly #costs: Costs;
  readonly #every: Step | undefined;
  /** Names the run; undefined before it was begun. */
  #run: StateHash | undefined;
  /** A machine has gone on from a checkpoint. */
  isUsed = false;
  /** Of the last checkpoint there. */
  #last = 0;
  /** Steps between two checkpoints. */
  #interval: Step;

  /** @param every steps between two checkpoints, a power of two; chosen by what they cost when left out */
  constructor(archive: Archive, maxSteps: Step, stepsPerSecond: number, every?: Step, costs: Costs = ON_DISK) {
    this.#archive = archive;
    this.#maxSteps = maxSteps;
    this.#stepsPerSecond = stepsPerSecond;
    this.#costs = costs;
    this.#every = every;
    this.#interval = every ?? interval(costs, stepsPerSecond, maxSteps);
  }

  get run(): StateHash | undefined {
    return this.#run;
  }

  /** Begins a run, with a machine that is at its first state. */
  open(rewind: Rewind): void {
    this.#run ??= rewind.look((machine) => machine.stateHash());
    this.#last = this.steps.at(-1) ?? 0;
  }

  /** Ascending. */
  get steps(): readonly Step[] {
    return this.#run === undefined ? [] : this.#archive.steps(this.#run);
  }

  /** Where a run that is at `step` has to stop next. */
  due(step: Step): Step {
    const next = (Math.floor(step / this.#interval) + 1) * this.#interval;
    return next > this.#last ? next : Infinity;
  }

  /** Keeps the state if it is time for it. @param ended the run stays as it is from here on */
  passed(rewind: Rewind, ended: boolean): void {
    const { step } = rewind;
    const isDue = step % this.#interval === 0 || (ended && this.#isWorthwhile(step - this.#last));
    if (step <= this.#last || !isDue || this.#run === undefined) return;
    const run = this.#run;
    const written = rewind.look((machine) => this.#archive.keep(run, machine));
    this.#last = step;
    const due = this.#every ?? interval(this.#costs, this.#stepsPerSecond, this.#maxSteps, written);
    // The archive takes every other one away where it has too little room.
    const [first = 0] = this.steps;
    this.#interval = Math.max(this.#interval, due, first < step ? first : 0);
  }

  /** Goes to a checkpoint of the run. @returns undefined, and forgets the run, where it is not what was written */
  resume(rewind: Rewind, step: Step): Kept | undefined {
    const run = this.#run!;
    try {
      const checkpoint = this.#archive.find(run, step);
      if (checkpoint !== undefined) {
        const kept = resume(rewind, run, checkpoint, (name) => this.#archive.chunk(name));
        this.isUsed = true;
        return kept;
      }
      this.#archive.forget(run);
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error;
      this.#archive.forget(run, error);
    }
    this.#last = 0;
    return undefined;
  }

  /** Whether executing so many steps again costs more than a checkpoint. */
  #isWorthwhile(steps: Step): boolean {
    return steps / this.#stepsPerSecond > this.#costs.checkpoint;
  }
}
