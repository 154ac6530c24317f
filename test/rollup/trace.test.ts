import { expect } from "chai";
import { describe, it } from "mocha";
import { INTERPRETER } from "../../src/machine/engine.ts";
import type { Priority } from "../../src/machine/layoutFile.ts";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { answer, dissect } from "../../src/dispute/strategy.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { layoutHash } from "../../src/machine/section.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { MachineTrace, type Lie, type Means } from "../../src/rollup/trace.ts";
import { toBytes } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";
import { programOf } from "./batches.ts";

const SPAN = 2 ** 12;
const toy = programOf("toy");

/** A machine at the start of a run. */
function begun(): Machine {
  const machine = new Machine(toy);
  machine.begin({ anchor: new Uint8Array(32), input: new Uint8Array(256) });
  return machine;
}

/** A trace of that run, and the steps that its machine has taken so far. */
function traced(lie?: Lie, means?: Means): { trace: MachineTrace; taken: () => number } {
  const machine = begun();
  const inputRoot = machine.sections().find(({ kind }) => kind === KIND_INPUT)!.root;
  let taken = 0;
  const run = machine.run.bind(machine);
  machine.run = (steps) => {
    const more = run(steps);
    taken += more;
    return more;
  };
  const fixed = fixedHash(new Uint8Array(32), inputRoot, layoutHash(toy.layout));
  return { trace: new MachineTrace(() => machine, fixed, SPAN, lie, means), taken: () => taken };
}

/** Hashes of the states after 0, 1, 2 … steps, each from the machine itself. */
function statesOf(): string[] {
  const machine = begun();
  const hashes: string[] = [machine.stateHash()];
  while (machine.run(1) === 1) hashes.push(machine.stateHash());
  return hashes;
}

describe("MachineTrace", () => {
  const states = statesOf();
  const last = states.length - 1;

  it("has the state after any number of steps, asked in any order, and the last one for ever", async () => {
    const seed = 7;
    const next = random(seed);
    const { trace } = traced();
    for (let i = 0; i < 60; i++) {
      const steps = [next() % (SPAN + 1), next() % (SPAN + 1), next() % (last + 1)].sort((a, b) => a - b);
      const expected = steps.map((step) => states[Math.min(step, last)]);
      expect(await trace.hashesAt(steps), `seed ${seed}, steps ${steps.join()}`).to.deep.equal(expected);
    }
  });

  it("proves every step so that the verifier gets the next state, fixed points included", async () => {
    const { trace } = traced();
    for (const step of [0, 1, 2, last - 1, last, SPAN - 1, 100, 3]) {
      const [before, after] = [step, step + 1].map((at) => states[Math.min(at, last)]!);
      expect(verifyStep(before as never, toBytes(await trace.proofAt(step))), `step ${step}`).to.equal(after);
    }
  });

  it("answers the same where there is no room for a single checkpoint", async () => {
    const { trace } = traced(undefined, { bytes: 0 });
    for (let start = 0; start < SPAN; start += SPAN / 16) {
      const steps = Array.from({ length: 17 }, (_, i) => start + (SPAN / 256) * i);
      expect(await trace.hashesAt(steps)).to.deep.equal(steps.map((step) => states[Math.min(step, last)]));
    }
  });

  it("keeps to its lie in whatever order it is asked", async () => {
    const lie: Lie = { kind: "register", step: 300 };
    const steps = [0, 299, 300, 301, 302, SPAN];
    const inOrder = await traced(lie).trace.hashesAt(steps);
    expect(inOrder.slice(0, 3)).to.deep.equal(steps.slice(0, 3).map((step) => states[step]));
    expect(inOrder[3]).to.not.equal(states[301]);
    const { trace } = traced(lie);
    for (const i of [5, 3, 2, 4, 0, 1, 3]) expect(await trace.hashesAt([steps[i]!])).to.deep.equal([inOrder[i]]);
  });

  it("falsifies what the machine cannot: a memory root", async () => {
    const [before, after] = await traced({ kind: "memoryRoot", step: 300 }).trace.hashesAt([300, 301]);
    expect(before).to.equal(states[300]);
    expect(after).to.not.equal(states[301]);
  });

  it("answers the same after a rest, from a machine started anew, and knows what it has said", async () => {
    const { trace, taken } = traced();
    const cuts = [0, 100, 700, SPAN];
    const before = await trace.hashesAt(cuts);
    trace.rest();
    const known = taken();
    expect(await trace.hashesAt(cuts)).to.deep.equal(before);
    expect(taken()).to.equal(known);
  });

  it("says which states it can go back to", async () => {
    const { trace } = traced();
    expect(trace.checkpoints).to.deep.equal([]);
    await trace.hashesAt([500, 0, 100]);
    expect(trace.checkpoints).to.deep.equal([0, 100, 500]);
    trace.rest();
    expect(trace.checkpoints).to.deep.equal([]);
  });

  it("executes the whole run once, however many disputes ask the same first question", async () => {
    const { trace, taken } = traced();
    const cuts = Array.from({ length: 17 }, (_, i) => (SPAN / 16) * i);
    await trace.hashesAt(cuts);
    const once = taken();
    expect(once).to.equal(last);
    await trace.hashesAt(cuts);
    expect(taken()).to.equal(once);
  });

  it("executes the run less than twice and little more in a whole dispute without checkpoints, wherever the lie is", async () => {
    for (const step of [0, 5, 700, last - 1]) {
      const { trace, taken } = traced();
      const liar = traced({ kind: "output", step }).trace;
      let theirs = await dissect(liar, 0, SPAN, 16);
      for (;;) {
        const ours = await answer(theirs, trace, 16);
        if (ours.kind !== "dissect") break;
        const reply = await answer(ours.dissection, liar, 16);
        if (reply.kind !== "dissect") break;
        theirs = reply.dissection;
      }
      // The first question runs to the end, each step of the bisection to the middle of what is left, half as far as the
      // one before; what follows lies in one of the sixteen parts.
      expect(taken(), `a lie at step ${step}`).to.be.within(last, 2 * last + 2 * (SPAN / 16));
    }
  });

  it("executes no more than a sixteenth for a question about a sixteenth, wherever the last one was", async () => {
    const { trace, taken } = traced();
    const part = SPAN / 16;
    await trace.hashesAt(Array.from({ length: 17 }, (_, i) => part * i));
    for (const i of [0, 2, 1, 0]) {
      const before = taken();
      await trace.hashesAt(Array.from({ length: 17 }, (_, j) => part * i + (part / 16) * j + (j % 16 === 0 ? 0 : 1)));
      expect(taken() - before, `part ${i}`).to.be.at.most(part);
    }
  });

  describe("under every priority", () => {
    const PRIORITIES: readonly Priority[] = ["high", "medium", "low"];
    const SORTED = 2 ** 17;
    /** So slow that there is a checkpoint every 2^12 steps. */
    const engine = { ...INTERPRETER, stepsPerSecond: 1e4 };
    const sort = programOf("sort");

    const sorting = (priority: Priority): { trace: MachineTrace; machine: Machine } => {
      const hashing = { priorities: sort.layout.map(() => priority) };
      const machine = new Machine({ ...sort, hashing });
      machine.stateHash();
      return { trace: new MachineTrace(() => machine, new Uint8Array(32), SORTED, undefined, { engine }), machine };
    };

    it("has the same hashes, and hashes at checkpoints the more the more urgent it is", async () => {
      const seed = 0xb27;
      const next = random(seed);
      const runs = PRIORITIES.map(sorting);
      for (const { trace } of runs) trace.stateAt(SORTED);
      const hashed = runs.map(({ machine }) => machine.commitment.hashed);
      expect(hashed).to.deep.equal(hashed.toSorted((a, b) => b - a));
      expect(new Set(hashed).size, hashed.join()).to.equal(3);
      for (let i = 0; i < 20; i++) {
        const steps = Array.from({ length: 5 }, () => next() % SORTED).sort((a, b) => a - b);
        const [high, ...others] = await Promise.all(runs.map(({ trace }) => trace.hashesAt(steps)));
        for (const other of others) expect(other, `seed ${seed}, steps ${steps.join()}`).to.deep.equal(high);
      }
    });

    it("knows the states of checkpoints at which everything was due, and executes and hashes nothing for them", async () => {
      for (const [priority, known] of [
        ["high", 2 ** 12],
        ["medium", 2 ** 15],
      ] as const) {
        const { trace, machine } = sorting(priority);
        trace.stateAt(SORTED);
        const { hashed } = machine.commitment;
        await trace.hashesAt(Array.from({ length: SORTED / known }, (_, i) => known * (i + 1)));
        expect([machine.state.step, machine.commitment.hashed], priority).to.deep.equal([SORTED, hashed]);
      }
    });
  });
});
