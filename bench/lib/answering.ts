import { definition, rounds } from "../../src/dispute/search.ts";
import { answer, dissect } from "../../src/dispute/strategy.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import type { Engine } from "../../src/machine/engine.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { type Guest, Machine } from "../../src/machine/machine.ts";
import { inputRoot, layoutHash } from "../../src/machine/section.ts";
import { MachineTrace, type Lie, type Means } from "../../src/rollup/trace.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { cpuSeconds } from "./stopwatch.ts";

/** What one side of a whole dispute costs: seconds of a processor. */
export type Answering = {
  /** The run without anything beside it, and the steps that it took. */
  readonly plain: number;
  readonly steps: number;
  /** The run with the checkpoints that are kept on the way, and the hash of its end. */
  readonly run: number;
  /** All selections and dissections of this side, and the one-step proof if it comes to make it. */
  readonly answers: number;
  /** The share of `answers` in which steps were executed. */
  readonly executing: number;
  /** Steps that were executed again. */
  readonly again: number;
  /** Bytes of checkpoints after the run. */
  readonly bytes: number;
};

/** Plays a dispute over `span` steps about step `conflict`. @returns what it costs the opener, and the responder */
export async function answering(
  guest: Guest,
  span: number,
  nary: number,
  conflict: number,
  engine: Engine,
): Promise<[Answering, Answering]> {
  const whole = new Machine(guest);
  const plainRun = engine.on(whole);
  const started = cpuSeconds();
  const steps = plainRun(span);
  const plain = { plain: cpuSeconds() - started, steps };

  // Who is honest makes no difference to the cost. The last mover proves, so it must be the honest one.
  const honestOpens = rounds(definition(span, nary)) % 2 === 0;
  const [opener, responder] = [honestOpens, !honestOpens].map(
    (isHonest) => new Side(guest, span, engine, isHonest ? Infinity : conflict),
  ) as [Side, Side];
  let list = await opener.answering((trace) => dissect(trace, 0, span, nary));
  for (let mover = responder; ; mover = mover === opener ? responder : opener) {
    const found = await mover.answering((trace) => answer(list, trace, nary));
    if (found.kind === "agree") throw new Error("a side has nothing to answer");
    if (found.kind === "prove") break;
    list = found.dissection;
  }
  return [
    { ...plain, ...opener.cost },
    { ...plain, ...responder.cost },
  ];
}

/** One side, which has executed the run. */
class Side {
  readonly cost = { run: 0, answers: 0, executing: 0, again: 0, bytes: 0 };
  readonly #trace: Trace;

  /** @param truth the last step whose state it tells truly; it does the same work for a false one */
  constructor(guest: Guest, span: number, engine: Engine, truth: number) {
    const trace = traceOf(guest, span, undefined, { engine: this.#watched(engine) });
    const started = cpuSeconds();
    trace.stateAt(span);
    Object.assign(this.cost, { run: cpuSeconds() - started, executing: 0, again: 0, bytes: trace.bytes });
    this.#trace = {
      maxSteps: span,
      hashesAt: async (steps) =>
        (await trace.hashesAt(steps)).map((hash, i) => (steps[i]! > truth ? falsified(hash) : hash)),
      proofAt: (step) => trace.proofAt(step),
    };
  }

  async answering<Found>(find: (trace: Trace) => Promise<Found>): Promise<Found> {
    const started = cpuSeconds();
    const found = await find(this.#trace);
    this.cost.answers += cpuSeconds() - started;
    return found;
  }

  #watched(engine: Engine): Engine {
    return {
      ...engine,
      on: (machine) => {
        const run = engine.on(machine);
        return (limit) => {
          const before = cpuSeconds();
          const taken = run(limit);
          this.cost.executing += cpuSeconds() - before;
          this.cost.again += taken;
          return taken;
        };
      },
    };
  }
}

function falsified(hash: StateHash): StateHash {
  return `${hash.slice(0, -1)}${hash.endsWith("0") ? "1" : "0"}` as StateHash;
}

/** The trace of a guest without input. */
export function traceOf(guest: Guest, span: number, lie?: Lie, means: Means = {}): MachineTrace {
  const roots = new Machine(guest).commitment.roots();
  const fixed = fixedHash(new Uint8Array(32), inputRoot(guest.layout, roots), layoutHash(guest.layout));
  return new MachineTrace(() => new Machine(guest), fixed, span, lie, means);
}
