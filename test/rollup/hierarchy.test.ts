import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { answer, dissect } from "../../src/dispute/strategy.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { Machine } from "../../src/machine/machine.ts";
import { INTERPRETER } from "../../src/machine/engine.ts";
import { Chronicle } from "../../src/machine/profile/chronicle.ts";
import { functionAt, lineAt, loadProgram } from "../../src/machine/program.ts";
import { layoutHash } from "../../src/machine/section.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { segmentsTo, tellAll, type Span } from "../../src/rollup/hierarchy.ts";
import { MachineTrace } from "../../src/rollup/trace.ts";
import { toBytes } from "../../src/types/hex.ts";

const MAX_STEPS = 2 ** 20;
const NARY = 16;

/** guest/sort has the phases fill, sort, check and digest: wrong steps in each of them, and the phase that they are in. */
const LIES = [
  ["register", 500, "fill"],
  ["memory", 100_000, "sort"],
  ["pc", 190_000, "check"],
  ["output", 400_001, "digest"],
] as const;

describe("hierarchy of a dispute", () => {
  const { program } = loadProgram(readFileSync("guest/sort/sort.elf"));
  const start = (): Machine => new Machine(program);
  const fixed = fixedHash(new Uint8Array(32), start().sections().at(-1)!.root, layoutHash(program.layout));

  for (const [kind, step, phase] of LIES) {
    it(`names every level of a dispute about a wrong ${kind} in phase ${phase}, down to the step that is executed`, async () => {
      const truth = new MachineTrace(start, fixed, MAX_STEPS);
      const lie = new MachineTrace(start, fixed, MAX_STEPS, { kind, step });
      const segments: Span[] = [{ start: 0, length: MAX_STEPS }];
      let last = await dissect(lie, 0, MAX_STEPS, NARY);
      let found = await answer(last, truth, NARY);
      for (let turn = 1; found.kind === "dissect"; turn++) {
        last = found.dissection;
        segments.push({ start: last.start, length: last.length });
        found = await answer(last, turn % 2 === 0 ? truth : lie, NARY);
      }
      if (found.kind !== "prove") throw new Error("the dispute has no last step");
      expect(found.step).to.equal(step);
      segments.push({ start: step, length: 1 });
      expect(segmentsTo(MAX_STEPS, NARY, { start: step, length: 1 })).to.deep.equal(segments);

      const machine = truth.machineAt(step);
      const { pc } = machine.state;
      const passages = tellAll(new Chronicle(program, (at) => truth.machineAt(at), INTERPRETER), segments);
      for (const [i, { phases, functions, steps }] of passages.entries()) {
        const inside = passages[i + 1] ?? passages[i]!;
        for (const shares of [phases, functions]) {
          expect(shares.reduce((sum, share) => sum + share.steps, 0)).to.equal(steps);
        }
        expect(
          phases.map(({ name }) => name),
          "what is in a part is in the whole",
        ).to.include.members(inside.phases.map(({ name }) => name));
        expect(functions.map(({ name }) => name)).to.include.members(inside.functions.map(({ name }) => name));
      }
      const { phases, functions, first } = passages.at(-1)!;
      expect(phases).to.deep.equal([{ name: phase, steps: 1 }]);
      expect(functions).to.deep.equal([{ name: functionAt(program, pc)?.name, steps: 1 }]);
      const line = lineAt(program, pc)!;
      expect(first.line).to.equal(`${line.file}:${line.line}`);

      const [pre, post] = await truth.hashesAt([step, step + 1]);
      expect(verifyStep(pre!, toBytes(await truth.proofAt(step)))).to.equal(post);
    });
  }

  it("goes through the segments that the rules cut, to a target of any length", () => {
    expect(segmentsTo(1000, 4, { start: 250, length: 250 })).to.deep.equal([
      { start: 0, length: 1000 },
      { start: 250, length: 250 },
    ]);
    expect(segmentsTo(1000, 4, { start: 0, length: 1000 })).to.deep.equal([{ start: 0, length: 1000 }]);
    expect(segmentsTo(7, 2, { start: 6, length: 1 }).map(({ length }) => length)).to.deep.equal([7, 4, 2, 1]);
  });
});
