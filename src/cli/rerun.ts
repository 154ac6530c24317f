import type { Trace } from "../dispute/trace.ts";
import type { Machine, Snapshot } from "../machine/machine.ts";
import { stepWrongly, type FaultKind } from "../rollup/fault.ts";
import { describe, hashOf } from "../rollup/state.ts";
import type { StateHash } from "../types/stateHash.ts";
import type { Progress } from "./progress.ts";
import { runTo } from "./runOptions.ts";

/** A step that a run gets wrong. */
export type Wrong = { readonly kind: Exclude<FaultKind, "input" | "memoryRoot">; readonly step: number };

/** Input and anchor are no part of what is compared: runs of two inputs part where a step tells these apart. */
const NO_INPUT = new Uint8Array(32);

/** A run that can be gone back and forth in. */
export class Rerun implements Pick<Trace, "hashesAt"> {
  readonly #machine: Machine;
  readonly #first: Snapshot;
  /** At the steps of the last question: the next one lies between two of them. */
  #saved: Snapshot[] = [];
  readonly #wrong: Wrong | undefined;
  readonly #progress: Progress;

  /** @param machine at the start of the run */
  constructor(machine: Machine, progress: Progress, wrong?: Wrong) {
    this.#machine = machine;
    this.#first = machine.snapshot();
    this.#progress = progress;
    this.#wrong = wrong;
  }

  /** The machine after `step` steps, or where it has stopped before. */
  at(step: number): Machine {
    const machine = this.#machine;
    const before = [this.#first, ...this.#saved].filter(({ state }) => state.step <= step);
    const nearest = before.reduce((best, other) => (other.state.step > best.state.step ? other : best));
    if (machine.state.step > step || machine.state.step < nearest.state.step) machine.restore(nearest);
    const wrong = this.#wrong;
    if (wrong !== undefined && machine.state.step <= wrong.step && wrong.step < step) {
      runTo(machine, wrong.step, this.#progress);
      if (machine.state.step === wrong.step) stepWrongly(machine, wrong.kind);
    }
    runTo(machine, step, this.#progress);
    return machine;
  }

  hashesAt(steps: readonly number[]): Promise<readonly StateHash[]> {
    const passed: Snapshot[] = [];
    const hashes = steps.map((step) => {
      const hash = hashOf(NO_INPUT, describe(this.at(step)));
      passed.push(this.#machine.snapshot());
      return hash;
    });
    this.#saved = passed;
    return Promise.resolve(hashes);
  }
}
