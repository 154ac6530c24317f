import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { deployJudge } from "../../scripts/fuzz/judge.ts";
import { STATUS_RUNNING } from "../../src/machine/isa.ts";
import { Machine, type StepProof } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { guestPath } from "./elf.ts";
import { isaElfs } from "./programs.ts";

/** More steps than any of these programs takes. */
const LIMIT = 10_000;

describe("the judge and the interpreter, at each step of the programs of guest/isa", () => {
  for (const group of ["instruction", "trap", "ecall"] as const) {
    it(`agree on ${group} programs`, async () => {
      const judge = await deployJudge();
      for (const elf of isaElfs(group)) {
        const steps = stepsOf(elf);
        const outcomes = await judge.outcomes(steps);
        const wrong = steps.findIndex(({ poststate }, i) => outcomes[i]?.poststate !== poststate);
        expect(wrong, `${elf}: first step on which they differ`).to.equal(-1);
      }
    }).timeout(600_000);
  }
});

/** The whole run, and one step of the fixed point behind it. */
function stepsOf(elf: string): StepProof[] {
  const machine = new Machine(loadProgram(readFileSync(guestPath(elf))).program);
  const steps: StepProof[] = [];
  while (machine.state.status === STATUS_RUNNING && steps.length < LIMIT) steps.push(machine.proveStep());
  expect(machine.state.status, `${elf} stops`).not.to.equal(STATUS_RUNNING);
  return [...steps, machine.proveStep()];
}
