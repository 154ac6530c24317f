import type { Trace } from "../../src/dispute/trace.ts";
import type { Belief } from "../../src/rollup/decide.ts";
import { resultId } from "../../src/rollup/ids.ts";
import { nextResult } from "../../src/rollup/outcome.ts";
import type { EndState } from "../../src/rollup/view.ts";
import type { ProgramKind } from "../../src/rollup/program.ts";
import type { Batch, ResultOpening } from "../../src/rollup/view.ts";
import type { Hex } from "../../src/types/hex.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import type { Random } from "../guest/random.ts";
import type { Judge } from "./referee.ts";
import { type ToyLie, type ToyProgram, ToyRun, toyStart, toyFixed, toyHash, toyStep } from "./toyRun.ts";

/** What somebody says a batch leads to, and all that defends it. */
export type Run = Trace & { readonly end: EndState };

/** The machine under a game: what is true, and what can be said instead. */
export interface World {
  readonly programKind: ProgramKind;
  /** Truth about the batch after `parent`, whether that result is true itself or not. */
  truthOf(parent: ResultOpening, batch: Batch): Run;
  /** Lie number `index` about it; equal numbers are equal lies, so that liars can side with each other. */
  lieOf(parent: ResultOpening, batch: Batch, index: number): Run;
  ends(parent: ResultOpening, batch: Batch, end: EndState): { readonly start: StateHash; readonly end: StateHash };
}

/** Lies that a game can have about one batch. */
export const LIES = 6;

/** A world of toy runs: anything that the ToyRun contract judges. */
export class ToyWorld implements World, Judge {
  readonly program: ToyProgram;
  readonly programKind: ProgramKind;
  readonly #lies: readonly ToyLie[];
  readonly #runs = new Map<string, ToyRun>();

  constructor(program: ToyProgram, random: Random) {
    this.program = program;
    this.programKind = program.persistent ? "persistent" : "anchored";
    this.#lies = Array.from({ length: LIES }, (_, i) => drawLie(random, program.maxSteps, i));
  }

  truthOf(parent: ResultOpening, batch: Batch): ToyRun {
    return this.#run(parent, batch, "truth", undefined);
  }

  lieOf(parent: ResultOpening, batch: Batch, index: number): ToyRun {
    return this.#run(parent, batch, `lie ${index}`, this.#lies[index]);
  }

  ends(parent: ResultOpening, batch: Batch, end: EndState): { start: StateHash; end: StateHash } {
    const fixed = toyFixed(this.program, parent, batch);
    return { start: toyHash(fixed, toyStart(this.program, parent, batch)), end: toyHash(fixed, end) };
  }

  step(prestate: StateHash, proof: Hex): StateHash {
    return toyStep(prestate, proof);
  }

  #run(parent: ResultOpening, batch: Batch, what: string, lie: ToyLie | undefined): ToyRun {
    const name = `${resultId(parent)} ${what}`;
    const run = this.#runs.get(name) ?? new ToyRun(this.program, parent, batch, lie);
    this.#runs.set(name, run);
    return run;
  }
}

/** The last step is the one that matters most often: it is where edges of the search are. */
function drawLie(random: Random, maxSteps: number, index: number): ToyLie {
  const step = [0, maxSteps - 1, Math.floor((random.below(2 ** 32) / 2 ** 32) * maxSteps)][random.below(3)];
  const other = (hex: Hex): Hex => `0x${(BigInt(hex) ^ BigInt(index + 1)).toString(16).padStart(64, "0")}`;
  const changes: ((state: EndState) => EndState)[] = [
    (state) => ({ ...state, output: other(state.output), cpuHash: other(state.cpuHash) }),
    // Told differently, and leads to the same result: rivals all the same.
    (state) => ({ ...state, cpuHash: other(state.cpuHash) }),
    (state) => ({ ...state, memoryRoot: other(state.memoryRoot) }),
    // Void in another way: leads to the parent's result.
    (state) => ({ ...state, status: 2, exitCode: 3 + index }),
    (state) => ({ ...state, status: 0, exitCode: 7 + index }),
  ];
  return { step, change: changes[random.below(changes.length)] };
}

/** What is true of each batch in turn, from the genesis on. */
export function truths(world: World, genesis: ResultOpening, batches: readonly Batch[]): Belief[] {
  const path: Belief[] = [];
  let parent = genesis;
  for (const batch of batches) {
    const { end } = world.truthOf(parent, batch);
    const next = nextResult(parent, batch.accumulator, end, world.programKind);
    const id: ResultId = resultId(parent);
    path.push({ parent: id, end: world.ends(parent, batch, end).end, result: resultId(next) });
    parent = next;
  }
  return path;
}
