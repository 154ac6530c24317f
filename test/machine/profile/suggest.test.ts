import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { NOT_HASHED } from "../../../src/machine/access/live.ts";
import { depth } from "../../../src/machine/section.ts";
import { KIND_READ_WRITE } from "../../../src/machine/isa.ts";
import { writeLayout } from "../../../src/machine/layoutWrite.ts";
import { Machine } from "../../../src/machine/machine.ts";
import { Profiler } from "../../../src/machine/profile/profiler.ts";
import { suggestLayout, type Suggestion } from "../../../src/machine/profile/suggest.ts";
import { loadProgram, type Program } from "../../../src/machine/program.ts";
import { verifyStep } from "../../../src/machine/verify.ts";

const STEPS = 3_000_000;

/** Profiles the first steps of the bank's first batch, which writes its accounts once and its stack all the time. */
function suggested(
  elf: Uint8Array,
  layout?: string,
): { program: Program; suggestion: Suggestion; text: string; span: number } {
  const { program, settings } = loadProgram(elf, layout);
  const machine = new Machine(program);
  const profiler = new Profiler(program, machine);
  profiler.run(STEPS);
  const suggestion = suggestLayout(program, machine.live, profiler.memory.spans);
  return {
    program,
    suggestion,
    text: writeLayout(suggestion.sections, { ...settings, criticalSections: [] }),
    span: profiler.memory.span,
  };
}

/** Hashes of 64 bytes that the memory root of `machine` takes now: each node above a changed chunk once, then the 16 slots. */
function hashesDue({ guest: { layout }, live }: Machine): number {
  let hashes = 0;
  for (const [i, { size }] of layout.entries()) {
    const levels = depth(size / 4096) - 7;
    const nodes = new Set<string>();
    for (let chunk = 0; chunk < size / 4096; chunk++) {
      if ((live.changed[live.offsets[i]! / 4096 + chunk]! & NOT_HASHED) === 0) continue;
      hashes += 127;
      for (let level = 1; level <= levels; level++) nodes.add(`${level}:${Math.floor(chunk / 2 ** level)}`);
    }
    hashes += nodes.size;
  }
  for (let nodes = layout.length, level = 0; level < 4; level++) hashes += nodes = Math.ceil(nodes / 2);
  return hashes;
}

describe("profile: suggested layout", () => {
  const elf = readFileSync("guest/bank/bank.elf");
  const { program, suggestion, text, span } = suggested(elf);
  const other = loadProgram(elf, text).program;

  it("is accepted for the same ELF, with the same kinds at the same addresses", () => {
    const kinds = ({ layout }: Program): string[] =>
      layout.flatMap(({ start, size, kind }) =>
        Array.from({ length: size / 4096 }, (_, chunk) => `${start + 4096 * chunk}: ${kind}`),
      );
    expect(kinds(other)).to.deep.equal(kinds(program));
    expect(other.layout.length).to.be.greaterThan(program.layout.length);
    expect(loadProgram(elf, text).settings.priorities).to.deep.equal(
      suggestion.sections.map(({ priority }) => priority),
    );
  });

  it("is about what is written often: the stack apart from the accounts, and more urgent", () => {
    const stack = suggestion.sections.find(({ start, size }) => start <= 0x80005000 && 0x80005000 < start + size)!;
    expect(stack).to.include({ size: 4096, priority: "high" });
    for (const { start, priority, kind } of suggestion.sections) {
      if (start !== stack.start && kind === KIND_READ_WRITE) expect(priority).to.equal("low");
    }
  });

  it("costs fewer hashes on the trace, as many as it says, and the same run with valid roots", () => {
    const [before, after] = [new Machine(program), new Machine(other)];
    before.stateHash();
    after.stateHash();
    let [hashesBefore, hashesAfter] = [0, 0];
    for (let step = 0; step < STEPS; step += span) {
      for (const machine of [before, after]) machine.run(Math.min(span, STEPS - step));
      hashesBefore += hashesDue(before);
      hashesAfter += hashesDue(after);
      before.commitment.roots();
      after.commitment.roots();
    }
    expect({ hashesBefore, hashesAfter }).to.deep.equal({
      hashesBefore: suggestion.hashesBefore,
      hashesAfter: suggestion.hashesAfter,
    });
    expect(hashesAfter).to.be.lessThan(hashesBefore);
    expect(after.state).to.deep.equal(before.state);
    for (const machine of [before, after]) {
      const { prestate, proof, poststate } = machine.proveStep();
      expect(verifyStep(prestate, proof)).to.equal(poststate);
    }
    expect([...after.live.copy(0x80002000, 180_224)]).to.deep.equal([...before.live.copy(0x80002000, 180_224)]);
  });

  it("a second suggestion, from a run on the first, has nothing to add", () => {
    const again = suggested(elf, text);
    expect(again.suggestion.sections.map(({ start, size }) => [start, size])).to.deep.equal(
      suggestion.sections.map(({ start, size }) => [start, size]),
    );
    expect(again.suggestion.hashesBefore).to.equal(suggestion.hashesAfter);
  });

  it("keeps what else the layout says", () => {
    const settings = {
      maxSteps: 2 ** 20,
      nary: 8,
      timeoutRounds: 7,
      priorities: [],
      criticalSections: ["true", "code"],
      parallelVerification: true,
    };
    const sections = suggestion.sections.map((section) => ({
      ...section,
      name: section.name.replace("input", "true"),
    }));
    const { priorities, ...read } = loadProgram(elf, writeLayout(sections, settings)).settings;
    expect(read).to.deep.equal({
      maxSteps: 2 ** 20,
      nary: 8,
      timeoutRounds: 7,
      criticalSections: ["true", "code"],
      parallelVerification: true,
    });
    expect(priorities.length).to.equal(sections.length);
  });
});
