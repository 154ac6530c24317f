import { Machine } from "../../src/machine/machine.ts";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { find, type Layout } from "../../src/machine/section.ts";

/** A state to start from and how far to go: all that a run depends on. */
export type Program = {
  readonly layout: Layout;
  /** Whole sections, in layout order, the input section's content included. */
  readonly images: readonly Uint8Array[];
  readonly pc: number;
  /** x0 to x31 as signed words. */
  readonly registers: readonly number[];
  /** Preimages that the host knows for POSEIDON_OPEN. */
  readonly nodes: readonly (readonly bigint[])[];
  readonly anchor: Uint8Array;
  /** A run that is still going on is left after so many steps. */
  readonly limit: number;
  /** Where it comes from: seed and shape. */
  readonly about: string;
  /** Neither traps nor uses what only our machine has, so that qemu-riscv32 can run it too. */
  readonly plain: boolean;
};

/** The machine that programs of one memory share: most of the work of making one is hashing what it begins with. */
const machines = new WeakMap<readonly Uint8Array[], { machine: Machine; start: ReturnType<Machine["snapshot"]> }>();

/** A machine at the start of `program`. It is the same one as the last time for a program of the same images. */
export function machineOf(program: Program): Machine {
  let known = machines.get(program.images);
  if (known === undefined) {
    const machine = newMachine(program);
    known = { machine, start: machine.snapshot() };
    machines.set(program.images, known);
  }
  const { machine, start } = known;
  machine.restore(start);
  machine.live.observer = {};
  machine.state.pc = program.pc;
  machine.state.registers.set(program.registers);
  return machine;
}

/** A machine of its own at the start of `program`. */
export function newMachine({ layout, images, pc, registers, nodes, anchor }: Program): Machine {
  const store = new NodeStore();
  store.add(...nodes);
  const input = images.find((_, i) => layout[i].kind === KIND_INPUT);
  const guest = { layout, names: layout.map((_, i) => `section${i}`), images, entry: pc };
  const machine = new Machine(guest, { anchor, nodes: store, ...(input === undefined ? {} : { input }) });
  machine.state.registers.set(registers);
  return machine;
}

/** Copies of the sections of `machine` as they are now. */
export function memoryOf({ guest, live }: Machine): Uint8Array[] {
  return guest.layout.map(({ size }, i) => live.bytes.slice(live.offsets[i], live.offsets[i] + size));
}

/** Writes `bytes` where `address` is, around 2^32 too; what falls into no section is lost. */
export function poke(layout: Layout, images: readonly Uint8Array[], address: number, bytes: Uint8Array): void {
  for (const [i, byte] of bytes.entries()) {
    const at = (address + i) >>> 0;
    const section = find(layout, at);
    if (section >= 0) images[section][at - layout[section].start] = byte;
  }
}

/** The word at `address`, as the fetch there would find it; undefined where a section ends inside it. */
export function wordAt(layout: Layout, images: readonly Uint8Array[], address: number): number | undefined {
  const section = find(layout, address);
  if (section < 0) return undefined;
  const at = (address >>> 0) - layout[section].start;
  const image = images[section];
  if (at + 4 > image.length) return undefined;
  return (image[at] | (image[at + 1] << 8) | (image[at + 2] << 16) | (image[at + 3] << 24)) >>> 0;
}
