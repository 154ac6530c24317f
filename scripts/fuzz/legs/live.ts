import type { Machine } from "../../../src/machine/machine.ts";
import { machineOf, memoryOf } from "../program.ts";
import type { Run } from "../run.ts";
import { differenceOf, eachRun, type Leg, memoryDifference } from "./leg.ts";

/**
 * The interpreter at full speed, twice: stopping after each step, and in one go, where it decodes ahead and does not ask
 * for code again after a short jump.
 * @param take takes one step
 */
export function liveLeg(take: (machine: Machine) => void = (machine) => machine.run(1)): Leg {
  return eachRun("live", (run) => stepwise(run, take) ?? inOneGo(run));
}

function stepwise({ program, steps, states, memory }: Run, take: (machine: Machine) => void) {
  const machine = machineOf(program);
  for (let step = 0; step < steps.length; step++) {
    take(machine);
    const what = differenceOf(machine.state, states[step + 1]);
    if (what !== undefined) return { step, what };
  }
  const what = memoryDifference(memoryOf(machine), memory);
  return what === undefined ? undefined : { step: undefined, what: `after all steps ${what}` };
}

function inOneGo({ program, steps, states, memory }: Run) {
  const machine = machineOf(program);
  machine.run(steps.length);
  const what = differenceOf(machine.state, states.at(-1)!) ?? memoryDifference(memoryOf(machine), memory);
  return what === undefined ? undefined : { step: undefined, what: `run in one go, ${what}` };
}
