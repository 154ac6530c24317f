import { expect } from "chai";
import { type Program, memoryOf, newMachine } from "../../scripts/fuzz/program.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { Translator } from "../../src/translator/translator.ts";

/** A translator that translates whatever it comes to. */
export const eager = (machine: Machine): Translator => new Translator(machine, { burst: 1, times: 1 });

/**
 * Runs the guest by the interpreter and by a translator that translates everything at once, from the start to each number of steps,
 * and expects the same state, memory and marks. Returns the machine of the translator at the end, and the translator.
 */
export function agree(program: Program, stops?: readonly number[]): { machine: Machine; translator: Translator } {
  const [interpreted, machine] = [newMachine(program), newMachine(program)];
  const [start, first] = [interpreted.snapshot(), machine.snapshot()];
  const translator = eager(machine);
  const longest = interpreted.run(program.limit);
  for (const steps of [...(stops ?? Array.from({ length: longest + 2 }, (_, i) => i)), program.limit]) {
    for (const [one, from] of [
      [interpreted, start],
      [machine, first],
    ] as const) {
      one.restore(from);
      one.live.changed.fill(0);
    }
    interpreted.run(steps);
    expect(translator.run(steps), `steps taken of ${steps}`).to.equal(interpreted.state.step);
    same(machine, interpreted, `after ${steps} steps`);
  }
  return { machine, translator };
}

/** The machines are in the same state, in memory and marks too. */
export function same(machine: Machine, interpreted: Machine, where: string): void {
  expect(machine.state, where).to.deep.equal(interpreted.state);
  expect(machine.live.changed, `marks ${where}`).to.deep.equal(interpreted.live.changed);
  const [found, wanted] = [memoryOf(machine), memoryOf(interpreted)];
  found.forEach((section, i) => expect(Buffer.compare(section, wanted[i]!), `section ${i} ${where}`).to.equal(0));
}
