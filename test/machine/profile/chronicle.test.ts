import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { type Engine, INTERPRETER } from "../../../src/machine/engine.ts";
import { Machine, type Snapshot } from "../../../src/machine/machine.ts";
import { Chronicle, type Passage } from "../../../src/machine/profile/chronicle.ts";
import { tellPassage } from "../../../src/machine/profile/telling.ts";
import { functionAt, loadProgram, type Program } from "../../../src/machine/program.ts";
import { TRANSLATOR } from "../../../src/translator/engine.ts";
import { addi, A0, assemble, call, halt, phase, ret, setStack } from "./assembly.ts";

/** A chronicle of the run of `program` without input, on a machine that goes back and forth. */
function chronicleOf(program: Program, engine: Engine = INTERPRETER): Chronicle {
  const machine = new Machine(program);
  const start: Snapshot = machine.snapshot();
  return new Chronicle(
    program,
    (step) => {
      if (machine.state.step > step) machine.restore(start);
      machine.run(step - machine.state.step);
      return machine;
    },
    engine,
  );
}

/** The same by taking one step at a time. */
function counted(program: Program, names: ReadonlyMap<number, string>, start: number, length: number) {
  let current = "start";
  const machine = new Machine(program, { observer: { phase: (id) => void (current = names.get(id)!) } });
  machine.run(start);
  const [phases, functions]: [Record<string, number>, Record<string, number>] = [{}, {}];
  for (let i = 0; i < length; i++) {
    const name = functionAt(program, machine.state.pc)!.name;
    if (machine.run(1) === 0) break;
    functions[name] = (functions[name] ?? 0) + 1;
    phases[current] = (phases[current] ?? 0) + 1;
  }
  return { phases, functions };
}

const asRecord = (named: Passage["phases"]): Record<string, number> =>
  Object.fromEntries(named.map(({ name, steps }) => [name, steps]));

describe("chronicle", () => {
  const { program: sort } = loadProgram(readFileSync("guest/sort/sort.elf"));
  const names = new Map([
    [1, "fill"],
    [2, "sort"],
    [3, "check"],
    [4, "digest"],
  ]);

  it("names phases and functions of any span, in whatever order spans are asked for", () => {
    const chronicle = chronicleOf(sort);
    const spans = [
      [300_000, 5_000],
      [0, 10_000],
      [9_000, 800],
      [180_000, 20_000],
      [300_000, 5_000],
      [516_000, 2_000],
      [123_456, 1],
    ] as const;
    for (const [start, length] of spans) {
      const { phases, functions, steps, isSampled } = chronicle.tell(start, length);
      const expected = counted(sort, names, start, length);
      expect({ phases: asRecord(phases), functions: asRecord(functions) }, `${start}`).to.deep.equal(expected);
      expect(isSampled).to.equal(false);
      expect(steps).to.equal(Object.values(expected.phases).reduce((sum, count) => sum + count, 0));
    }
  });

  it("a span of one step is one instruction with its source line", () => {
    const passage = chronicleOf(sort).tell(123_456, 1);
    expect(passage.first.function).to.equal(passage.functions[0]?.name);
    expect(tellPassage(passage)).to.match(/^phase sort; \w+ .* at 0x80000\w+ in sink \(guest\/sort\/sort\.c:\d+\)$/);
  });

  it("beyond the end nothing happens", () => {
    const passage = chronicleOf(sort).tell(2 ** 30, 2 ** 10);
    expect(passage).to.deep.include({ steps: 0, phases: [], functions: [] });
    expect(tellPassage(passage)).to.equal("the machine has stopped before");
  });

  it("estimates the functions of long spans closely, and counts their phases", () => {
    const loop = assemble(
      {
        main: [
          setStack,
          ["lui", { rd: 20, imm: 0x300000 }],
          ...phase(1),
          call("one"),
          call("two"),
          addi(20, 20, -1),
          ["bne", { rs1: 20 }, "main+5"],
          ...phase(2),
          ...halt,
        ],
        one: [addi(A0, A0, 1), ret],
        two: [...Array.from({ length: 8 }, () => addi(A0, A0, 1)), ret],
      },
      { phase_loop: 1, phase_end: 2 },
    );
    const { steps, phases, functions, isSampled } = chronicleOf(loop).tell(0, 2 ** 26);
    expect(chronicleOf(loop, TRANSLATOR).tell(0, 2 ** 26), "by any engine").to.deep.equal(
      chronicleOf(loop).tell(0, 2 ** 26),
    );
    expect(isSampled).to.equal(true);
    expect(asRecord(phases)).to.deep.equal({ start: 4, loop: steps - 4 - 4, end: 1 + 3 });
    const shares = asRecord(functions);
    for (const [name, share] of [
      ["main", 4 / 15],
      ["one", 2 / 15],
      ["two", 9 / 15],
    ] as const) {
      expect(Math.abs(shares[name]! / steps - share) < 0.02, name).to.equal(true);
    }
    expect(Math.round(Object.values(shares).reduce((sum, count) => sum + count, 0))).to.equal(steps);
  });

  it("tells a span in one line", () => {
    const first = { pc: "0x80000000", instruction: "ret", function: "f", line: "f.c:1" };
    const named = (...steps: number[]) => steps.map((count, i) => ({ name: "abcdef"[i]!, steps: count }));
    const passage = { start: 0, length: 1000, steps: 1000, isSampled: false, first };
    expect(tellPassage({ ...passage, phases: named(1000), functions: named(1000) })).to.equal("phase a; a");
    expect(tellPassage({ ...passage, phases: named(995, 5), functions: named(500, 300, 100, 60, 40) })).to.equal(
      "phases a > 99 %, b < 1 %; a 50 %, b 30 %, c 10 %, 2 more",
    );
    expect(tellPassage({ ...passage, isSampled: true, phases: named(1000), functions: named(600, 400) })).to.equal(
      "phase a; about a 60 %, b 40 %",
    );
  });
});
