import { expect } from "chai";
import { type Program, memoryOf, newMachine } from "../../scripts/fuzz/program.ts";
import type { Machine, Snapshot } from "../../src/machine/machine.ts";
import { Library } from "../../src/translator/library.ts";
import { type Patience, Translator } from "../../src/translator/translator.ts";

const EAGER: Patience = { burst: 1, times: 1, reach: 20_000 };

/** A translator that translates whatever it comes to. */
export const eager = (machine: Machine): Translator => new Translator(machine, EAGER);

/** A guest on the interpreter and on a translator, which translates everything at once unless it is told to be patient. */
export class Pair {
  readonly program: Program;
  readonly interpreted: Machine;
  readonly machine: Machine;
  readonly translator: Translator;
  readonly #starts: readonly (readonly [Machine, Snapshot])[];

  constructor(program: Program, patience = EAGER, library = new Library()) {
    this.program = program;
    [this.interpreted, this.machine] = [newMachine(program), newMachine(program)];
    this.#starts = [this.interpreted, this.machine].map((machine) => [machine, machine.snapshot()] as const);
    this.translator = new Translator(this.machine, patience, library);
  }

  /** Takes both to the guest's start, with no chunk marked, and with other registers and another pc if they are given. */
  begin(registers: Readonly<Record<number, number>> = {}, pc = this.program.pc): void {
    for (const [machine, start] of this.#starts) {
      machine.restore(start);
      machine.live.changed.fill(0);
      machine.state.pc = pc;
      for (const [register, value] of Object.entries(registers)) machine.state.registers[Number(register)] = value;
    }
  }

  /** Runs both, and expects that they take as many steps and are then in the same state, in memory and marks too. */
  run(steps: number, where = ""): void {
    const taken = this.interpreted.run(steps);
    expect(this.translator.run(steps), `steps taken of ${steps} ${where}`).to.equal(taken);
    same(this.machine, this.interpreted, `${where} after ${steps} steps`);
  }
}

/** Runs the guest from its start to each number of steps, all by default, and to its end. */
export function agree(program: Program, stops?: readonly number[], patience = EAGER, library = new Library()): Pair {
  const pair = new Pair(program, patience, library);
  const longest = pair.interpreted.run(program.limit);
  for (const steps of [...(stops ?? Array.from({ length: longest + 2 }, (_, i) => i)), program.limit]) {
    pair.begin();
    pair.run(steps);
  }
  return pair;
}

/** The machines are in the same state, in memory and marks too. */
function same(machine: Machine, interpreted: Machine, where: string): void {
  expect(machine.state, where).to.deep.equal(interpreted.state);
  expect(machine.live.changed, `marks ${where}`).to.deep.equal(interpreted.live.changed);
  const [found, wanted] = [memoryOf(machine), memoryOf(interpreted)];
  found.forEach((section, i) => expect(Buffer.compare(section, wanted[i]!), `section ${i} ${where}`).to.equal(0));
}
