import { KIND_CODE } from "../../src/machine/isa.ts";
import { MachineError } from "../../src/machine/error.ts";
import type { Machine, StepProof } from "../../src/machine/machine.ts";
import type { State } from "../../src/machine/state.ts";
import { machineOf, memoryOf, type Program } from "./program.ts";

/** What all other legs are held to: a program's run as the recording interpreter took it. */
export type Run = {
  readonly program: Program;
  /** One for each step; after a halt or a trap one more, which proves that nothing changes. */
  readonly steps: readonly StepProof[];
  /** The state before each step, and after the last. */
  readonly states: readonly State[];
  /** The word that each step fetched; undefined where the fetch faulted or the state was a fixed point. */
  readonly words: readonly (number | undefined)[];
  /** Sections at the end. */
  readonly memory: readonly Uint8Array[];
  /** What it printed, in order. */
  readonly printed: Uint8Array;
};

/** Takes every step of `program`, proving each. A node that nobody knows ends the run before it, as it would a host's. */
export function record(program: Program): Run {
  const machine = machineOf(program);
  const printed: Uint8Array[] = [];
  machine.live.observer = { print: (_, bytes) => printed.push(bytes) };
  const [steps, states, words]: [StepProof[], State[], (number | undefined)[]] = [[], [copy(machine.state)], []];
  while (steps.length <= program.limit) {
    const running = machine.state.status === 0;
    if (running && steps.length === program.limit) break;
    const word = running ? fetched(machine) : undefined;
    const step = proveStep(machine);
    if (step === undefined) break;
    steps.push(step);
    words.push(word);
    states.push(copy(machine.state));
    if (!running) break;
  }
  return { program, steps, states, words, memory: memoryOf(machine), printed: Uint8Array.from(Buffer.concat(printed)) };
}

/** The same state, which later steps do not change. */
function copy(state: State): State {
  return { ...state, registers: state.registers.slice() };
}

function proveStep(machine: Machine): StepProof | undefined {
  try {
    return machine.proveStep();
  } catch (error) {
    if (error instanceof MachineError && error.code === "UNKNOWN_NODE") return undefined;
    throw error;
  }
}

function fetched({ state, live }: Machine): number | undefined {
  if (state.pc % 4 !== 0 || live.kind(state.pc) !== KIND_CODE) return undefined;
  return live.words[live.read(state.pc) / 4] >>> 0;
}
