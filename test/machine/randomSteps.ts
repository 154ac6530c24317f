import {
  A2,
  A7,
  ECALL_ANCHOR,
  ECALL_COMMIT,
  ECALL_HALT,
  ECALL_MULMOD256,
  ECALL_PHASE,
  ECALL_POSEIDON,
  ECALL_PRINT,
  INSTRUCTIONS,
  KIND_CODE,
  KIND_INPUT,
  KIND_READ_ONLY,
  KIND_READ_WRITE,
} from "../../src/machine/isa.ts";
import { type Guest, Machine, type StepProof } from "../../src/machine/machine.ts";
import { random } from "../helpers/random.ts";

/** A run is left after so many steps even if it still goes on, so that no loop fills the test. */
const PATIENCE = 40;
/** So many runs share a memory; then there is a new one. */
const RUNS = 50;

const ECALLS = [ECALL_HALT, ECALL_PRINT, ECALL_COMMIT, ECALL_ANCHOR, ECALL_MULMOD256, ECALL_POSEIDON, ECALL_PHASE];
const CODE = 0x1000;
const LAYOUT = [
  { start: CODE, size: 0x4000, kind: KIND_CODE },
  { start: 0x8000, size: 0x1000, kind: KIND_READ_ONLY },
  { start: 0x7fff_f000, size: 0x6000, kind: KIND_READ_WRITE },
  { start: 0xa000_0000, size: 0x2000, kind: KIND_INPUT },
  { start: 0xffff_e000, size: 0x2000, kind: KIND_READ_WRITE },
];

/** Steps of random programs on random memory, each with its proof and the name of its instruction. */
export function randomSteps(seed: number, count: number): (StepProof & { readonly what: string })[] {
  const next = random(seed);
  const steps: (StepProof & { readonly what: string })[] = [];
  for (let runs = 0, machine = randomMachine(next); steps.length < count; runs++) {
    if (runs % RUNS === RUNS - 1) machine = randomMachine(next);
    begin(machine, next);
    for (let taken = 0; taken < PATIENCE && machine.state.status === 0; taken++) {
      const what = nameAt(machine);
      steps.push({ ...machine.proveStep(), what });
    }
    // What has halted or trapped stays as it is; a run that was left proves one more step.
    steps.push({ ...machine.proveStep(), what: "last" });
  }
  return steps.slice(0, count);
}

/** Random instructions everywhere in code, random memory. */
function randomMachine(next: () => number): Machine {
  const images = LAYOUT.map(({ size, kind }) => {
    const words = Uint32Array.from({ length: size / 4 }, () => (kind === KIND_CODE ? instruction(next) : sparse(next)));
    return new Uint8Array(words.buffer);
  });
  const guest: Guest = {
    layout: LAYOUT,
    names: LAYOUT.map((_, n) => `section ${n}`),
    images,
    entry: CODE,
  };
  const anchor = Uint8Array.from({ length: 32 }, () => next());
  return new Machine(guest, { anchor, input: images[3]! });
}

function begin({ state }: Machine, next: () => number): void {
  Object.assign(state, { pc: CODE + 4 * (next() % 0x1000), status: 0, exitCode: 0 });
  for (let register = 1; register < 32; register++) state.registers[register] = value(next);
  // All that an ecall needs to succeed now and then. POSEIDON_OPEN is left out: nobody knows a preimage of random bytes.
  state.registers[A7] = ECALLS[next() % ECALLS.length]!;
  state.registers[A2] = [2, 4, 5, value(next)][next() % 4]!;
}

function instruction(next: () => number): number {
  const row = next() % (INSTRUCTIONS.length + 4);
  const { name, match, mask } = INSTRUCTIONS[row] ?? INSTRUCTIONS.find((one) => one.name === "ecall")!;
  // Jumps of any length leave code at once; one of a few words goes on.
  const near = name === "jal" ? 0x0ff0_0000 : 0xffff_ffff;
  const word = ((match & mask) | (next() & ~mask & (near | 0xfff))) >>> 0;
  return next() % 64 === 0 ? next() : word;
}

/** Often an address in some section. */
function value(next: () => number): number {
  const kind = next() % 8;
  if (kind === 0) return next() | 0;
  if (kind === 1) return [0, 1, -1, 0x7fff_ffff, -0x8000_0000][next() % 5]!;
  const { start, size } = LAYOUT[kind % LAYOUT.length]!;
  return ((start + (next() % size)) & [~3, ~31, ~0][next() % 3]!) | 0;
}

/** Half of memory is empty, in stretches, so that zero siblings come up at many levels. */
function sparse(next: () => number): number {
  return next() % 256 === 0 ? next() : 0;
}

function nameAt(machine: Machine): string {
  const { pc } = machine.state;
  const offset = machine.live.kind(pc) === KIND_CODE && pc % 4 === 0 ? machine.live.read(pc) : -1;
  if (offset < 0) return "no fetch";
  const word = machine.live.words[offset / 4]!;
  return INSTRUCTIONS.find(({ match, mask }) => (word & mask) === (match | 0))?.name ?? "illegal";
}
