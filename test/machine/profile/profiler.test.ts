import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { STATUS_RUNNING } from "../../../src/machine/isa.ts";
import { Machine } from "../../../src/machine/machine.ts";
import { phaseName } from "../../../src/machine/profile/phases.ts";
import { type Flame, profileOf } from "../../../src/machine/profile/profile.ts";
import { Profiler } from "../../../src/machine/profile/profiler.ts";
import { functionAt, loadProgram, type Program } from "../../../src/machine/program.ts";
import { randomProgram } from "../programs.ts";
import { newMachine } from "../../../scripts/fuzz/program.ts";
import { generate } from "../../../scripts/fuzz/generate.ts";
import { addi, assemble, A0, call, halt, jump, phase } from "./assembly.ts";

const SEED = 0x9f1;

/** What each function and phase takes, counted one step at a time. */
function counted(program: Program, machine: Machine, limit: number): { functions: object; phases: object } {
  const functions: Record<string, number> = {};
  const phases: Record<string, number> = {};
  let current = "start";
  machine.live.observer = { phase: (id) => void (current = phaseName(program, id)) };
  for (let step = 0; step < limit && machine.state.status === STATUS_RUNNING; step++) {
    const { pc } = machine.state;
    const name = machine.live.fetch(pc) < 0 ? "no code" : (functionAt(program, pc)?.name ?? "unnamed");
    machine.run(1);
    functions[name] = (functions[name] ?? 0) + 1;
    phases[current] = (phases[current] ?? 0) + 1;
  }
  return { functions, phases };
}

/** The same by the profiler, in runs of the given length; ranges without a symbol together. */
function profiled(program: Program, machine: Machine, limit: number, slice: number) {
  const profiler = new Profiler(program, machine);
  while (profiler.step < limit && profiler.run(Math.min(slice, limit - profiler.step)) > 0);
  const { steps, ...profile } = profileOf(program, machine.live, profiler);
  const functions: Record<string, number> = {};
  for (const { name, self } of profile.functions) {
    const known = name.startsWith("0x") ? "unnamed" : name;
    if (self > 0) functions[known] = (functions[known] ?? 0) + self;
  }
  const phases = Object.fromEntries(profile.phases.map(({ name, steps }) => [name, steps]));
  return { functions, phases, steps, profile };
}

const total = (shares: object): number => Object.values(shares).reduce((sum, steps) => sum + steps, 0);

describe(`profiler (seed ${SEED})`, () => {
  for (const [name, slice] of [
    ["toy", 2 ** 30],
    ["toy", 1],
    ["sort", 777],
  ] as const) {
    it(`gives every step of guest/${name} to one phase and one function, in slices of ${slice}`, () => {
      const { program } = loadProgram(readFileSync(`guest/${name}/${name}.elf`));
      const [one, other] = [new Machine(program), new Machine(program)];
      const expected = counted(program, one, 2 ** 20);
      const { functions, phases, steps, profile } = profiled(program, other, 2 ** 20, slice);
      expect({ functions, phases }).to.deep.equal(expected);
      expect(steps).to.equal(one.state.step);
      expect(other.stateHash()).to.equal(one.stateHash());
      expect(profile.flame.above.reduce((sum, flame) => sum + flame.steps, 0)).to.equal(steps);
    });
  }

  it("gives every step of random programs to one region, whatever they do, and changes nothing", () => {
    for (let seed = SEED; seed < SEED + 30; seed++) {
      const random = seed % 2 === 0 ? randomProgram(seed) : generate(seed, seed % 8)[0];
      const [one, other] = [newMachine(random), newMachine(random)];
      const program = { ...programOf(one), symbols: symbolsFor(random.pc, seed) };
      const limit = 1 + ((seed * 7919) % 3_000);
      const expected = counted(program, one, limit);
      const { functions, phases, steps, profile } = profiled(program, other, limit, 1 + (seed % 100));
      expect({ functions, phases }, `seed ${seed}`).to.deep.equal(expected);
      expect([total(functions), total(phases)], `seed ${seed}`).to.deep.equal([steps, steps]);
      expect(other.stateHash(), `seed ${seed}`).to.equal(one.stateHash());
      expect(treeSteps(profile.flame), `seed ${seed}`).to.equal(steps);
    }
  });

  it("calls code without symbols by its addresses, and a fetch that faults no code", () => {
    const program = assemble({
      main: [call(".hidden"), jump(".hidden")],
      ".hidden": [addi(A0, A0, 1), ["jalr", { rs1: 1 }]],
    });
    const { functions, profile } = profiled(program, new Machine(program), 100, 100);
    expect(profile.functions.map(({ name }) => name)).to.include("0x80000008 to 0x80001000");
    expect(functions).to.deep.equal({ main: 34, unnamed: 66 });
    const away = assemble({ main: [["jalr", { rs1: 0, imm: 16 }]] });
    expect(profiled(away, new Machine(away), 100, 100).functions).to.deep.equal({ main: 1, "no code": 1 });
  });

  it("names phases by symbols, others by number, and gives a mark's own step to the phase it begins", () => {
    const program = assemble(
      { main: [...phase(1), addi(A0, 0, 0), ...phase(9), ...phase(1), ...halt] },
      { phase_work: 1 },
    );
    const { phases, profile } = profiled(program, new Machine(program), 100, 100);
    expect(phases).to.deep.equal({ start: 2, work: 4 + 4, 9: 3 });
    expect(profile.phases.map(({ entries }) => entries)).to.deep.equal([1, 2, 1]);
  });

  it("counts what each chunk is read and written, ecalls included, and in how many spans", () => {
    const { program } = loadProgram(readFileSync("guest/sort/sort.elf"));
    const whole = profiled(program, new Machine(program), 2 ** 20, 2 ** 30).profile;
    const pieces = profiled(program, new Machine(program), 2 ** 20, 1).profile;
    expect(pieces).to.deep.equal(whole);
    const machine = new Machine(program);
    machine.run(2 ** 20);
    const names = ({ section, chunk }: { section: number; chunk: number }): string => `${section}.${chunk}`;
    const written = program.layout.flatMap(({ start, size, kind }, section) =>
      Array.from({ length: size / 4096 }, (_, chunk) => ({ section, chunk }))
        .filter(({ chunk }) => kind === 3 && machine.live.copy(start + 4096 * chunk, 4096).some((byte) => byte !== 0))
        .map(names),
    );
    expect(whole.chunks.filter(({ writes }) => writes > 0).map(names)).to.have.members(written);
    expect(whole.spans).to.equal(Math.ceil(whole.flame.steps / whole.span));
    for (const { spans, writes } of whole.chunks) expect(spans).to.be.at.most(Math.min(writes, whole.spans));
  });
});

function treeSteps({ steps, above }: Flame): number {
  const inside = above.reduce((sum, flame) => sum + treeSteps(flame), 0);
  expect(inside).to.be.at.most(steps);
  return steps;
}

function programOf({ guest }: Machine): Program {
  const lines = { addresses: new Uint32Array(0), lines: new Uint32Array(0), fileOf: new Uint32Array(0), files: [] };
  return { ...guest, names: [...guest.names], inputSize: 0, symbols: [], lines };
}

/** Overlapping and odd functions around `pc`, sorted as an ELF's symbols are. */
function symbolsFor(pc: number, seed: number): Program["symbols"] {
  const base = pc - (pc % 4096);
  return Array.from({ length: 12 }, (_, i) => {
    const at = (seed * 31 + i * 523) % 3_000;
    return { name: `f${i}`, address: base + at, size: (seed * 17 + i * 97) % 700, kind: "function" as const };
  }).toSorted((a, b) => a.address - b.address || b.size - a.size);
}
