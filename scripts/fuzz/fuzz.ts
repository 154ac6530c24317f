import { STATUS_RUNNING } from "../../src/machine/isa.ts";
import { Coverage } from "./coverage.ts";
import { generate } from "./generate.ts";
import type { Difference, Leg } from "./legs/leg.ts";
import type { Program } from "./program.ts";
import { record, type Run } from "./run.ts";
import { shrink } from "./shrink.ts";

/** What came of a fuzzing run. */
export type Outcome = {
  readonly seed: number;
  readonly steps: number;
  readonly programs: number;
  readonly coverage: Coverage;
  /** CPU time of this process by leg, `generate` and `record` included, in seconds. */
  readonly seconds: ReadonlyMap<string, number>;
  readonly failure: Failure | undefined;
};

/** A difference, and the short program that shows it. */
export type Failure = { readonly leg: string; readonly what: string; readonly found: Program; readonly short: Program };

/** Steps that are recorded before the legs look at them: so many at once cost each leg least. */
const BATCH = 2_000;

/**
 * Runs programs of `seed` until they have taken `steps` steps together, or a leg differs.
 * @param progress told of the number of steps taken, after each batch
 */
export async function fuzz(
  seed: number,
  steps: number,
  legs: readonly Leg[],
  progress: (taken: number) => void = () => {},
): Promise<Outcome> {
  const coverage = new Coverage();
  const clock = new Clock();
  let [taken, programs, draft] = [0, 0, 0];
  let failure: Failure | undefined;
  while (taken < steps && failure === undefined) {
    const runs: Run[] = [];
    const from = taken;
    while (taken < steps && taken - from < BATCH) {
      const made = clock.spend("generate", () => generate(seed, draft++));
      for (const program of made) {
        const run = clock.spend("record", () => record(program));
        taken += run.steps.length;
        coverage.add(run);
        runs.push(run);
      }
    }
    programs += runs.length;
    failure = await firstFailure(runs, legs, clock);
    progress(taken);
  }
  return { seed, steps: taken, programs, coverage, seconds: clock.seconds, failure };
}

/** Holds a program to `legs`: the first difference, if there is one. */
export async function examine(program: Program, legs: readonly Leg[]): Promise<Difference | undefined> {
  const run = record(program);
  for (const leg of legs) {
    const [difference] = await leg.check([run]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

async function firstFailure(runs: readonly Run[], legs: readonly Leg[], clock: Clock): Promise<Failure | undefined> {
  for (const leg of legs) {
    const [difference] = await clock.spendAsync(leg.name, () => leg.check(runs));
    if (difference !== undefined) return toFailure(difference, leg);
  }
  return undefined;
}

async function toFailure({ run, step, what }: Difference, leg: Leg): Promise<Failure> {
  const fails = async (program: Program): Promise<boolean> => (await examine(program, [leg])) !== undefined;
  // What the run took, less the step that proves a fixed point: behind that no host could go on, or nothing happens.
  const limit = run.states.filter(({ status }, i) => status === STATUS_RUNNING && i < run.steps.length).length;
  const short = await shrink({ ...run.program, limit }, fails, step);
  const seen = await examine(short, [leg]);
  return { leg: leg.name, what: seen?.what ?? what, found: run.program, short };
}

/** CPU time by name: other work on the machine does not count. */
class Clock {
  readonly seconds = new Map<string, number>();

  spend<Result>(name: string, work: () => Result): Result {
    const start = process.cpuUsage();
    const result = work();
    this.#add(name, start);
    return result;
  }

  async spendAsync<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const start = process.cpuUsage();
    const result = await work();
    this.#add(name, start);
    return result;
  }

  #add(name: string, start: NodeJS.CpuUsage): void {
    const { user, system } = process.cpuUsage(start);
    this.seconds.set(name, (this.seconds.get(name) ?? 0) + (user + system) / 1e6);
  }
}
