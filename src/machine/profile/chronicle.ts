import type { Engine } from "../engine.ts";
import { STATUS_RUNNING } from "../isa.ts";
import type { Machine } from "../machine.ts";
import { type Place, placeOf } from "../place.ts";
import { functionAt, type Program } from "../program.ts";
import { BEFORE, OTHERS, phaseName } from "./phases.ts";
import { profileOf } from "./profile.ts";
import { Profiler } from "./profiler.ts";

/** A name, and how many of a span's steps lie in it. */
export type Named = { readonly name: string; readonly steps: number };

/** What a run does in a span of steps. */
export type Passage = {
  readonly start: number;
  readonly length: number;
  /** Steps that the machine takes there; fewer than `length` where it stops. */
  readonly steps: number;
  /** Most steps first. */
  readonly phases: readonly Named[];
  readonly functions: readonly Named[];
  /** The steps of functions are estimated, from places that the run was stopped at; those of phases never are. */
  readonly isSampled: boolean;
  /** The first instruction of the span: where it is one step long, all of it. */
  readonly first: Place;
};

/** Spans up to this length are counted step by step. */
const COUNTED = 2 ** 24;
/** Longer ones are stopped so often. */
const SAMPLES = 2 ** 12;
/** Part of a stride by which a sample lies behind the one before, so that no loop keeps in time with them. */
const GOLDEN = 0.618_033_988_749_895;
const MOST_MARKS = 2 ** 20;

type Mark = { readonly step: number; readonly id: number };

/**
 * Says what a run does between any two of its steps, in the words of its program. Nobody's bond depends on it: cuts of a
 * dispute are where the rules have them, and names are put to them here.
 */
export class Chronicle {
  readonly #program: Program;
  readonly #at: (step: number) => Machine;
  readonly #engine: Engine;
  /** Phases entered before step `#heard`, in order. */
  readonly #marks: Mark[] = [];
  #heard = 0;

  /**
   * @param at gives the run's machine at a step; it is run on from there, and it is nobody else's meanwhile
   * @param engine of stretches that are run through, not counted
   */
  constructor(program: Program, at: (step: number) => Machine, engine: Engine) {
    this.#program = program;
    this.#at = at;
    this.#engine = engine;
  }

  tell(start: number, length: number): Passage {
    this.#listen(start);
    const machine = this.#at(start);
    const first = placeOf(this.#program, machine);
    const told = length <= COUNTED ? this.#count(machine, length) : this.#sample(machine, length);
    return { start, length, ...told, first };
  }

  /** Runs on to `step` from where it has last listened, for the phases in between. */
  #listen(step: number): void {
    if (step <= this.#heard) return;
    const machine = this.#at(this.#heard);
    const run = this.#engine.on(machine);
    this.#hearing(machine, () => void run(step - this.#heard));
    this.#heard = step;
  }

  /** Does `work`, in which `machine` runs, and notes the phases that it enters and that are not known yet. */
  #hearing(machine: Machine, work: () => void): void {
    const { observer } = machine.live;
    machine.live.observer = {
      phase: (id, step) => {
        if (step >= this.#heard) this.#note({ step, id });
      },
    };
    try {
      work();
    } finally {
      machine.live.observer = observer;
      this.#heard = Math.max(this.#heard, machine.state.step);
    }
  }

  /** A guest may enter phases all the time: of very many the rest is one. */
  #note(mark: Mark): void {
    if (this.#marks.length < MOST_MARKS) this.#marks.push(mark);
    else if (this.#marks.length === MOST_MARKS) this.#marks.push({ ...mark, id: OTHERS });
  }

  #count(machine: Machine, length: number): Omit<Passage, "start" | "length" | "first"> {
    const { step } = machine.state;
    const profiler = new Profiler(this.#program, machine, this.#marks.findLast((mark) => mark.step < step)?.id);
    this.#hearing(machine, () => profiler.run(length));
    const { steps, phases, functions } = profileOf(this.#program, machine.live, profiler);
    const own = functions.filter(({ self }) => self > 0).map(({ name, self }) => ({ name, steps: self }));
    return { steps, phases: ranked(phases), functions: own, isSampled: false };
  }

  #sample(machine: Machine, length: number): Omit<Passage, "start" | "length" | "first"> {
    const run = this.#engine.on(machine);
    const start = machine.state.step;
    const stride = length / SAMPLES;
    const seen = new Map<string, number>();
    this.#hearing(machine, () => {
      for (let i = 0; i < SAMPLES && machine.state.status === STATUS_RUNNING; i++) {
        run(start + Math.floor((i + ((i * GOLDEN) % 1)) * stride) - machine.state.step);
        if (machine.state.status !== STATUS_RUNNING) break;
        const name = functionAt(this.#program, machine.state.pc)?.name ?? "code without a name";
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
      run(start + length - machine.state.step);
    });
    const { step: end } = machine.state;
    const samples = [...seen.values()].reduce((sum, count) => sum + count, 0);
    const functions = [...seen].map(([name, count]) => ({ name, steps: ((end - start) * count) / samples }));
    return {
      steps: end - start,
      phases: ranked(this.#phases(start, end)),
      functions: ranked(functions),
      isSampled: true,
    };
  }

  /** Steps of each phase in a span that was heard. */
  #phases(start: number, end: number): Named[] {
    const steps = new Map<string, number>();
    let [id, from] = [this.#marks.findLast((mark) => mark.step < start)?.id ?? BEFORE, start];
    for (const mark of [...this.#marks.filter(({ step }) => step >= start && step < end), { step: end, id: BEFORE }]) {
      const name = phaseName(this.#program, id);
      steps.set(name, (steps.get(name) ?? 0) + mark.step - from);
      [id, from] = [mark.id, mark.step];
    }
    return [...steps].map(([name, count]) => ({ name, steps: count })).filter((phase) => phase.steps > 0);
  }
}

function ranked(shares: readonly Named[]): Named[] {
  return shares.map(({ name, steps }) => ({ name, steps })).toSorted((a, b) => b.steps - a.steps);
}
