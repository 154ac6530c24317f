import { Machine } from "../../src/machine/machine.ts";
import { Rewind } from "../../src/machine/rewind.ts";
import { resume } from "../../src/machine/checkpoint.ts";
import type { CheckpointStore } from "../../src/store/checkpointStore.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { programOf } from "../rollup/batches.ts";

const sort = programOf("sort");

/** A machine at the start of the run that is told apart by its anchor. */
export function begun(anchor = 0): Machine {
  return new Machine(sort, { anchor: new Uint8Array(32).fill(anchor) });
}

export function runOf(anchor = 0): StateHash {
  return begun(anchor).stateHash();
}

/** The state hash after so many steps. */
export function truth(step: number, anchor = 0): StateHash {
  const machine = begun(anchor);
  machine.run(step);
  return machine.stateHash();
}

/** Keeps the states at `steps`, which ascend, of one run. */
export function keepAll(store: CheckpointStore, steps: readonly number[], anchor = 0): void {
  const machine = begun(anchor);
  const run = machine.stateHash();
  for (const step of steps) {
    machine.run(step - machine.state.step);
    store.keep(run, machine);
  }
}

/** The state hash of a machine that was brought to a checkpoint. @throws MachineError */
export function loaded(store: CheckpointStore, step: number, anchor = 0, from = anchor): StateHash {
  const rewind = new Rewind(begun(anchor));
  resume(rewind, runOf(anchor), store.find(runOf(from), step)!, (name) => store.chunk(name));
  return rewind.look((machine) => machine.stateHash());
}
