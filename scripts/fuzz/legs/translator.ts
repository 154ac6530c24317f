import { STATUS_RUNNING } from "../../../src/machine/isa.ts";
import type { Machine, Snapshot } from "../../../src/machine/machine.ts";
import { Translator } from "../../../src/translator/translator.ts";
import { Random } from "../../lib/random.ts";
import { newMachine, type Program } from "../program.ts";
import type { Run } from "../run.ts";
import { differenceOf, eachRun, type Leg } from "./leg.ts";

/** Numbers of steps that each program is stopped after. */
export const STOPS = 24;

/** Steps that a program which halts or traps is given beyond: generated code faults only where it has steps to go on. */
const MORE = 2 ** 16;

/**
 * The translator, which translates everything when it comes there first. Each program is run from its start to each of some
 * numbers of steps, in two pieces, and if it ends by itself once more with steps to spare. It is compared with the recorded state, and
 * in memory and marks of changed chunks with the interpreter.
 * @param make what to run the machine by
 * @param most stops of one program
 */
export function translatorLeg(
  make: (machine: Machine) => Runner = (machine) => new Translator(machine, { burst: 1, times: 4, reach: 200 }),
  most = STOPS,
): Leg {
  /** Machines of programs that share a memory: they are compared by marks, and so are never hashed. */
  const pairs = new WeakMap<readonly Uint8Array[], Pair>();
  return eachRun("translator", (run) => {
    const pair = pairs.get(run.program.images) ?? pairOf(run.program, make);
    pairs.set(run.program.images, pair);
    const { interpreted, machine, translator } = pair;
    begin(interpreted, run.program, pair);
    for (const steps of stopsOf(run, most)) {
      interpreted.run(steps - interpreted.state.step);
      begin(machine, run.program, pair);
      const taken = translator.run(steps >>> 1);
      translator.run(steps - taken);
      const what = differenceOf(machine.state, run.states[steps]) ?? memoryDifference(machine, interpreted);
      if (what !== undefined) return { step: undefined, what: `stopped after ${steps} steps, ${what}` };
    }
    if (run.states.at(-1)!.status === STATUS_RUNNING) return undefined;
    begin(machine, run.program, pair);
    translator.run(run.steps.length + MORE);
    const what = differenceOf(machine.state, run.states.at(-1)!) ?? memoryDifference(machine, interpreted);
    return what === undefined ? undefined : { step: undefined, what: `run to its end, ${what}` };
  });
}

type Pair = {
  readonly interpreted: Machine;
  readonly machine: Machine;
  readonly translator: Runner;
  readonly start: Snapshot;
};

function pairOf(program: Program, make: (machine: Machine) => Runner): Pair {
  const machine = newMachine(program);
  return { interpreted: newMachine(program), machine, translator: make(machine), start: machine.snapshot() };
}

/** Sets a machine to the start of `program`, with no chunk marked. */
function begin(machine: Machine, { pc, registers }: Program, { start }: Pair): void {
  machine.restore(start);
  machine.live.changed.fill(0);
  machine.state.pc = pc;
  machine.state.registers.set(registers);
}

type Runner = { run(steps: number): number };

/** Numbers of steps in ascending order, all if there are few; the longest is always among them. The same program has the same. */
export function stopsOf({ program, steps }: Run, most: number): number[] {
  const longest = steps.length;
  if (longest <= most) return Array.from({ length: longest + 1 }, (_, i) => i);
  const random = new Random(Buffer.from(program.about).reduce((sum, byte) => Math.imul(sum, 31) + byte, 7) >>> 0);
  return [...Array.from({ length: most - 1 }, () => random.below(longest)), longest].toSorted((a, b) => a - b);
}

function memoryDifference({ guest, live }: Machine, interpreted: Machine): string | undefined {
  const chunk = live.changed.findIndex((mark, i) => mark !== interpreted.live.changed[i]);
  if (chunk >= 0)
    return `chunk ${chunk} is marked ${live.changed[chunk]}, by the interpreter ${interpreted.live.changed[chunk]}`;
  for (const [i, { size }] of guest.layout.entries()) {
    const [from, to] = [live.offsets[i], live.offsets[i] + size];
    const differs = Buffer.compare(live.bytes.subarray(from, to), interpreted.live.bytes.subarray(from, to)) !== 0;
    if (differs) return `section ${i} is not as the interpreter leaves it`;
  }
  return undefined;
}
