import { expect } from "chai";
import { describe, it } from "mocha";
import type { Archive } from "../../src/machine/checkpoint.ts";
import { checkpointOf, eachChunk } from "../../src/machine/checkpoint.ts";
import { type Engine, INTERPRETER } from "../../src/machine/engine.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { Machine } from "../../src/machine/machine.ts";
import { inputRoot, layoutHash } from "../../src/machine/section.ts";
import { MachineTrace } from "../../src/rollup/trace.ts";
import { CheckpointStore } from "../../src/store/checkpointStore.ts";
import { MemoryRows } from "../../src/store/memoryRows.ts";
import { AssizeError } from "../../src/types/error.ts";
import { programOf } from "./batches.ts";

const SPAN = 2 ** 20;
const sort = programOf("sort");
const machine = new Machine(sort);
const run = machine.stateHash();
const last = machine.run(SPAN);
const end = machine.stateHash();
const inputs = inputRoot(sort.layout, machine.commitment.roots());
const fixed = fixedHash(new Uint8Array(32), inputs, layoutHash(sort.layout));

/** So slow that every checkpoint is worth its while. */
function counted(): { engine: Engine; taken: () => number } {
  let taken = 0;
  const engine: Engine = {
    ...INTERPRETER,
    stepsPerSecond: 1e4,
    on: (one) => (steps) => {
      const more = one.run(steps);
      taken += more;
      return more;
    },
  };
  return { engine, taken: () => taken };
}

function traced(archive: Archive): { trace: MachineTrace; taken: () => number } {
  const { engine, taken } = counted();
  return { trace: new MachineTrace(() => new Machine(sort), fixed, SPAN, undefined, { engine, archive }), taken };
}

describe("a trace with an archive", () => {
  it("executes a run once: another process has its end, and any state of it, from there", async () => {
    const rows = new MemoryRows();
    const first = traced(new CheckpointStore(rows));
    expect(await first.trace.hashesAt([SPAN])).to.deep.equal([end]);
    expect(first.taken()).to.equal(last);
    const store = new CheckpointStore(rows);
    expect(store.steps(run).at(-1)).to.equal(last);
    const [gap = 0] = store.steps(run);
    const second = traced(store);
    expect(await second.trace.hashesAt([SPAN])).to.deep.equal([end]);
    expect(second.taken()).to.equal(0);
    const truth = new Machine(sort);
    for (const step of [Math.floor(last / 2), 77, last - 1]) {
      const before = second.taken();
      const machineAt = new Machine(sort);
      machineAt.run(step);
      expect(await second.trace.hashesAt([step])).to.deep.equal([machineAt.stateHash()]);
      expect(second.taken() - before, `step ${step}`).to.be.at.most(gap);
    }
    truth.run(100);
    expect(await second.trace.proofAt(100)).to.equal(
      await traced(new CheckpointStore(new MemoryRows())).trace.proofAt(100),
    );
  });

  it("goes on where a process that was killed had come to", async () => {
    const rows = new MemoryRows();
    const broken = new MachineTrace(() => new Machine(sort), fixed, SPAN, undefined, {
      archive: new CheckpointStore(rows),
      engine: {
        ...counted().engine,
        on: (one) => (steps) => {
          if (one.state.step > last / 2) throw new RangeError("killed");
          return one.run(steps);
        },
      },
    });
    await broken.hashesAt([SPAN]).catch(() => {});
    const { trace, taken } = traced(new CheckpointStore(rows));
    expect(await trace.hashesAt([SPAN])).to.deep.equal([end]);
    expect(taken()).to.be.within(1, last / 2 + SPAN / 16);
  });

  it("forgets a run in which something is damaged, says so, and executes it", async () => {
    const rows = new MemoryRows();
    await traced(new CheckpointStore(rows)).trace.hashesAt([SPAN]);
    rows.transaction((writer) => {
      for (const [key, value] of rows.entries("chunk/"))
        writer.put(
          key,
          value.map((byte) => byte ^ 1),
        );
    });
    const told: AssizeError[] = [];
    const { trace, taken } = traced(new CheckpointStore(rows, 2 ** 30, (error) => told.push(error)));
    expect(await trace.hashesAt([0, SPAN])).to.deep.equal([run, end]);
    expect(taken()).to.equal(last);
    expect(told.map(({ code }) => code)).to.deep.equal(["CHECKPOINT_DAMAGED"]);
  });

  it("believes a false end that has its own hash: who must not, asks without an archive", async () => {
    const store = new CheckpointStore(new MemoryRows());
    const false_ = new Machine(sort);
    false_.run(SPAN);
    false_.state.registers[10]! ^= 1;
    const checkpoint = checkpointOf(false_, run);
    store.put(checkpoint, (visit) => eachChunk(checkpoint, false_, visit));
    expect(await traced(store).trace.hashesAt([SPAN])).to.not.deep.equal([end]);
  });

  it("leaves no trace of a lie there, and of a run that is done at once", async () => {
    const rows = new MemoryRows();
    const archive = new CheckpointStore(rows);
    const lie = { kind: "register", step: 300 } as const;
    await new MachineTrace(() => new Machine(sort), fixed, SPAN, lie, { ...counted(), archive }).hashesAt([SPAN]);
    await new MachineTrace(() => new Machine(sort), fixed, SPAN, undefined, {
      archive,
      engine: { ...INTERPRETER, stepsPerSecond: 1e12 },
    }).hashesAt([SPAN]);
    expect(rows.keys("checkpoint/")).to.deep.equal([]);
  });
});
