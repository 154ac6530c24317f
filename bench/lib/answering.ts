import { cut, definition, rounds } from "../../src/dispute/search.ts";
import type { Engine } from "../../src/machine/engine.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { type Guest, Machine } from "../../src/machine/machine.ts";
import { inputRoot, layoutHash } from "../../src/machine/section.ts";
import { MachineTrace, type Lie, type Means } from "../../src/rollup/trace.ts";
import { cpuSeconds } from "./stopwatch.ts";

/** What one side of a whole dispute costs: seconds of a processor. */
export type Answering = {
  /** The run without anything beside it, and the steps that it took. */
  readonly plain: number;
  readonly steps: number;
  /** The run with the checkpoints that are kept on the way, and the hash of its end. */
  readonly run: number;
  /** All dissections and the one-step proof. */
  readonly answers: number;
  /** The share of `answers` in which steps were executed. */
  readonly executing: number;
  /** Steps that were executed again. */
  readonly again: number;
  /** Bytes of checkpoints after the run. */
  readonly bytes: number;
};

/** Answers a dispute over `span` steps about step `conflict`, as who has to dissect in every round does. */
export async function answering(
  guest: Guest,
  span: number,
  nary: number,
  conflict: number,
  engine: Engine,
): Promise<Answering> {
  const whole = new Machine(guest);
  const plainRun = engine.on(whole);
  let started = cpuSeconds();
  const steps = plainRun(span);
  const plain = cpuSeconds() - started;

  let [executed, executing] = [0, 0];
  const watched: Engine = {
    ...engine,
    on: (machine) => {
      const run = engine.on(machine);
      return (limit) => {
        const before = cpuSeconds();
        const taken = run(limit);
        executing += cpuSeconds() - before;
        executed += taken;
        return taken;
      };
    },
  };
  const trace = traceOf(guest, span, undefined, { engine: watched });
  started = cpuSeconds();
  trace.stateAt(span);
  const run = cpuSeconds() - started;
  const { bytes } = trace;
  [executed, executing] = [0, 0];
  started = cpuSeconds();
  let [start, length] = [0, span];
  for (let left = rounds(definition(span, nary)); left > 0; left--) {
    const parts = Math.min(nary, length);
    const cuts = Array.from({ length: parts + 1 }, (_, i) => cut(start, length, parts, i));
    await trace.hashesAt(cuts);
    start = cuts.findLast((step) => step <= conflict)!;
    length /= parts;
  }
  await trace.proofAt(start);
  return { plain, steps, run, answers: cpuSeconds() - started, executing, again: executed, bytes };
}

/** The trace of a guest without input. */
export function traceOf(guest: Guest, span: number, lie?: Lie, means: Means = {}): MachineTrace {
  const roots = new Machine(guest).commitment.roots();
  const fixed = fixedHash(new Uint8Array(32), inputRoot(guest.layout, roots), layoutHash(guest.layout));
  return new MachineTrace(() => new Machine(guest), fixed, span, lie, means);
}
