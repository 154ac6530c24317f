import { keccak256 } from "../../src/crypto/keccak.ts";
import { immS, operation, rd, rs1, rs2 } from "../../src/machine/decode.ts";
import { INSTRUCTIONS } from "../../src/machine/isa.ts";
import type { Machine } from "../../src/machine/machine.ts";

/** A way to commit to the states of a run. @returns the last hash */
export type Mode = (machine: Machine, steps: number) => Uint8Array | string;

/** Nothing is hashed, but the machine stops after each step as the two dense modes make it. */
export const stopping: Mode = (machine, steps) => {
  for (let step = 0; step < steps; step++) machine.run(1);
  return "";
};

/**
 * One running hash over all steps, as BitVMX-CPU keeps it: of the hash before, and of what the step has changed, which is a word
 * of memory or a register, and the pc. Nothing else of the state is committed to, memory that was not written least of all.
 */
export const chain: Mode = (machine, steps) => {
  const change = new Uint8Array(12);
  const view = new DataView(change.buffer);
  let hash: Uint8Array = new Uint8Array(32);
  for (let step = 0; step < steps; step++) {
    const { registers, pc } = machine.state;
    const { words } = machine.live;
    const word = words[machine.live.read(pc) >>> 2] ?? 0;
    const isStore = INSTRUCTIONS[operation(word) - 1]?.format === "S";
    const place = isStore ? registers[rs1(word)]! + immS(word) : rd(word);
    machine.run(1);
    view.setUint32(0, place >>> 0);
    view.setInt32(4, registers[isStore ? rs2(word) : rd(word)]!);
    view.setUint32(8, machine.state.pc);
    hash = keccak256(hash, change);
  }
  return hash;
};

/** The state hash at the cuts of a dissection alone, chunks that changed in between hashed once: what this project does. */
export function sparse(nary: number): Mode {
  return (machine, steps) => {
    let hash = "";
    for (let part = 0; part < nary; part++) {
      machine.run(steps / nary);
      hash = machine.stateHash();
    }
    return hash;
  };
}

/** The state hash after every step: the chunk that the step has written to and its path to the root, registers and pc. */
export const everyStep: Mode = (machine, steps) => {
  let hash = "";
  for (let step = 0; step < steps; step++) {
    machine.run(1);
    hash = machine.stateHash();
  }
  return hash;
};
