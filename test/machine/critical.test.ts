import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { type Breach, firstBreach, type RootAt } from "../../src/machine/critical.ts";
import { KIND_READ_WRITE } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { random } from "../helpers/random.ts";

const SEED = 0xb29;
const SPAN = 2 ** 16;

const elf = readFileSync(new URL("../../guest/bank/bank.elf", import.meta.url));

/** The bank with its data cut in two. */
const LAYOUT = ((): string => {
  const { program } = loadProgram(elf);
  const { start, size } = program.layout.find(({ kind }) => kind === KIND_READ_WRITE)!;
  const half = Math.floor(size / 8192) * 4096;
  const others = program.layout
    .map((section, i) => ({ ...section, name: program.names[i] }))
    .filter(({ kind }) => kind !== KIND_READ_WRITE);
  return JSON.stringify({
    memory_layout: {
      ...Object.fromEntries(others.map((section) => [section.name, { start: section.start, size: section.size }])),
      accounts: { start, size: half, priority: "high" },
      rest: { start: start + half, size: size - half, priority: "low" },
    },
    challenge: { verify_critical_sections: ["accounts"] },
  });
})();

const { program, settings } = loadProgram(elf, LAYOUT, "layout.json");
const [accounts, rest] = ["accounts", "rest"].map((name) => program.names.indexOf(name)) as [number, number];
const critical = settings.criticalSections.map((name) => program.names.indexOf(name));

/** A byte of a section that the guest never writes: the last of an account, in a word without use. */
function unusedByte(section: number): number {
  const first = program.symbols.find(({ name }) => name === "accounts")!.address;
  const { start } = program.layout[section]!;
  return first + 16 * Math.ceil((start + 4096 - first) / 16) + 15;
}

/** The roots of a machine, which runs on as they are asked for. No section is hashed but the one that is asked for. */
function rootsOf(machine: Machine): RootAt {
  return (step, section) => {
    machine.run(step - machine.state.step);
    return machine.commitment.root(section);
  };
}

/** Runs an honest machine beside one that has a bit of `section` wrong from step `fault` on. */
function watch(section: number, fault: number, share: number): { breach: Breach | undefined; honest: Machine } {
  const next = random(SEED);
  const [honest, liar] = [new Machine(program), new Machine(program)];
  const theirs = rootsOf(liar);
  let planted = false;
  const breach = firstBreach(
    { sections: program.layout.length, critical, sampled: () => next() / 2 ** 32 < share },
    Array.from({ length: 8 }, (_, i) => (i + 1) * SPAN),
    rootsOf(honest),
    (step, asked) => {
      if (!planted && step >= fault) {
        liar.run(fault - liar.state.step);
        liar.live.bytes[liar.live.write(unusedByte(section))]! ^= 1;
        planted = true;
      }
      return theirs(step, asked);
    },
  );
  return { breach, honest };
}

describe(`critical (seed ${SEED})`, () => {
  it("finds a fault in a critical section at the next boundary, with nothing else sampled or hashed", () => {
    for (const fault of [1, SPAN - 1, SPAN, SPAN + 1, 3 * SPAN + 12345]) {
      const { breach, honest } = watch(accounts, fault, 0);
      expect(breach, `fault at ${fault}`).to.deep.equal({ step: Math.ceil(fault / SPAN) * SPAN, section: accounts });
      const hashed = honest.commitment.trees.map((tree) => tree.hashed > 0);
      expect(hashed).to.deep.equal(program.names.map((_, i) => i === accounts));
    }
  });

  it("finds none where there is none, and none elsewhere unless it is sampled", () => {
    expect(watch(accounts, Infinity, 1).breach).to.equal(undefined);
    expect(watch(rest, SPAN + 1, 0).breach).to.equal(undefined);
    expect(watch(rest, SPAN + 1, 1).breach).to.deep.equal({ step: 2 * SPAN, section: rest });
    expect(watch(rest, SPAN + 1, 0.3).breach).to.include({ section: rest });
  });
});
