import { NodeStore } from "../../src/machine/nodes.ts";
import { Machine, type Guest, type StepProof } from "../../src/machine/machine.ts";
import { KIND_CODE, KIND_INPUT, KIND_READ_ONLY, KIND_READ_WRITE } from "../../src/machine/isa.ts";
import { FIELD } from "../../src/crypto/field.ts";

/** One step to take: what is put into a fresh machine of `GUEST_LAYOUT` before it. */
export type StepCase = {
  readonly name: string;
  /** The word at pc. */
  readonly word: number;
  readonly pc?: number;
  /** By register number. */
  readonly registers?: Readonly<Record<number, number>>;
  /** By address. */
  readonly memory?: ReadonlyMap<number, Uint8Array>;
};

/** Where the sections of the guest for step cases begin; DATA has two pages, the others one. TOP ends at 2^32. */
export const CODE = 0x80000000;
export const CONSTANTS = 0x80001000;
export const DATA = 0x80010000;
export const INPUT = 0xa0000000;
export const TOP = 0xfffff000;
/** An address in no section. */
export const NOWHERE = 0x40000000;

/** Nodes that the cases of POSEIDON_OPEN may open. */
export const NODES: readonly (readonly bigint[])[] = [
  [1n, 2n],
  [1n, 2n, 3n, 4n],
  [FIELD - 1n, 0n],
];

/** A guest with a section of each kind, one that ends at 2^32, and one of two pages. */
export const GUEST_LAYOUT = [
  { start: CODE, size: 4096, kind: KIND_CODE },
  { start: CONSTANTS, size: 4096, kind: KIND_READ_ONLY },
  { start: DATA, size: 8192, kind: KIND_READ_WRITE },
  { start: INPUT, size: 4096, kind: KIND_INPUT },
  { start: TOP, size: 4096, kind: KIND_READ_WRITE },
];

/** A machine that stands before the step of `stepCase`. */
export function machineFor({ word, pc = CODE, registers = {}, memory = new Map() }: StepCase): Machine {
  const images = GUEST_LAYOUT.map(({ size }) => new Uint8Array(size));
  const put = (address: number, bytes: Uint8Array): void => {
    const section = GUEST_LAYOUT.findIndex(({ start, size }) => address >= start && address < start + size);
    if (section >= 0) images[section]!.set(bytes, address - GUEST_LAYOUT[section]!.start);
  };
  const code = new Uint8Array(4);
  new DataView(code.buffer).setUint32(0, word, true);
  for (const [address, bytes] of memory) put(address, bytes);
  if (pc % 4 === 0) put(pc, code);
  const nodes = new NodeStore();
  nodes.add(...NODES);
  const guest: Guest = { layout: GUEST_LAYOUT, names: GUEST_LAYOUT.map((_, i) => `section${i}`), images, entry: pc };
  const anchor = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
  const machine = new Machine(guest, { anchor, input: images[3]!, nodes });
  for (const [register, value] of Object.entries(registers)) machine.state.registers[Number(register)] = value;
  return machine;
}

/** Takes the step and proves it. */
export function prove(stepCase: StepCase): StepProof {
  return machineFor(stepCase).proveStep();
}
