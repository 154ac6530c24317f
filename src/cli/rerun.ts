import type { Engine } from "../machine/engine.ts";
import type { Machine } from "../machine/machine.ts";
import { stepWrongly, type FaultKind } from "../rollup/fault.ts";
import { MachineTrace } from "../rollup/trace.ts";
import type { Step } from "../types/step.ts";

/** A step that a run gets wrong. */
export type Wrong = { readonly kind: Exclude<FaultKind, "input" | "memoryRoot">; readonly step: number };

/** Input and anchor are no part of what is compared: runs of two inputs part where a step tells these apart. */
const NO_INPUT = new Uint8Array(32);

/** A run of at most `maxSteps` steps that can be gone back and forth in, to be compared with another. */
export function rerun(start: () => Machine, maxSteps: Step, engine: Engine, wrong?: Wrong): MachineTrace {
  const means = { engine: wrong === undefined ? engine : wrongly(engine, wrong) };
  return new MachineTrace(start, NO_INPUT, maxSteps, undefined, means);
}

/** An engine that gets a step wrong: not a lie about a true machine, but a machine that is in another state from then on. */
function wrongly(engine: Engine, { kind, step }: Wrong): Engine {
  return {
    ...engine,
    on(machine) {
      const run = engine.on(machine);
      return (steps) => {
        const start = machine.state.step;
        if (start <= step && step < start + steps) {
          run(step - start);
          if (machine.state.step === step) stepWrongly(machine, kind);
        }
        run(start + steps - machine.state.step);
        return machine.state.step - start;
      };
    },
  };
}
