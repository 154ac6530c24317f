import { expect } from "chai";
import { describe, it } from "mocha";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { type Checkpoint, resume } from "../../src/machine/checkpoint.ts";
import { Rewind } from "../../src/machine/rewind.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { CheckpointStore } from "../../src/store/checkpointStore.ts";
import { openLmdb } from "../../src/store/lmdb.ts";
import { MemoryRows } from "../../src/store/memoryRows.ts";
import { expectSurvival } from "./crashCheckpoints.ts";
import { begun, keepAll, loaded, runOf, truth } from "./runs.ts";

const STEPS = [1_000, 2_000, 3_000, 4_000, 5_000, 6_000];

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
};

/** Rows whose values can be spoilt behind the store's back. */
class Spoilt extends MemoryRows {
  spoil(prefix: string, change: (value: Uint8Array) => Uint8Array): void {
    this.transaction((writer) => {
      for (const [key, value] of this.entries(prefix)) writer.put(key, change(value));
    });
  }
}

describe("CheckpointStore", () => {
  it("gives back the states that it was given, in another process too, each chunk written once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "assize-checkpoints-"));
    try {
      const first = new CheckpointStore(openLmdb(folder));
      keepAll(first, STEPS);
      const { state } = begun();
      expect(first.keep(runOf(), begun()), `a state at step ${state.step} without a chunk of its own`).to.equal(0);
      await first.close();
      const rows = openLmdb(folder);
      const store = new CheckpointStore(rows);
      expect(store.runs).to.deep.equal([runOf()]);
      expect(store.steps(runOf())).to.deep.equal([0, ...STEPS]);
      for (const step of STEPS) expect(loaded(store, step)).to.equal(truth(step));
      const chunks = rows.keys("chunk/").length;
      keepAll(store, STEPS, 7);
      expect(rows.keys("chunk/").length, "another run in which memory is the same").to.equal(chunks);
      await store.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses what is of another run or program, and what is not what was written, before anybody goes on from it", () => {
    const rows = new Spoilt();
    const store = new CheckpointStore(rows);
    keepAll(store, STEPS);
    keepAll(store, STEPS, 7);
    expect(codeOf(() => loaded(store, 2_000, 0, 7))).to.equal("CHECKPOINT_FOREIGN");
    const flipped = (value: Uint8Array): Uint8Array => value.map((byte, i) => (i === 99 ? byte ^ 1 : byte));
    rows.spoil("chunk/", flipped);
    expect(codeOf(() => loaded(store, 2_000))).to.equal("CHECKPOINT_DAMAGED");
    rows.spoil("chunk/", flipped);
    expect(loaded(store, 2_000)).to.equal(truth(2_000));
    rows.spoil("chunk/", (value) => value.slice(1));
    expect(codeOf(() => loaded(store, 2_000))).to.equal("CHECKPOINT_DAMAGED");
    const relabelled = { ...store.find(runOf(7), 2_000)!, run: runOf() };
    const rewind = new Rewind(begun());
    const go = (checkpoint: Checkpoint) => (): unknown =>
      resume(rewind, runOf(), checkpoint, (name) => store.chunk(name));
    expect(codeOf(go(relabelled)), "another anchor").to.equal("CHECKPOINT_FOREIGN");
    expect(codeOf(go({ ...store.find(runOf(), 2_000)!, run: runOf(7) })), "another name").to.equal(
      "CHECKPOINT_FOREIGN",
    );
  });

  it("refuses a checkpoint under another step than its own, whether or not it says so", () => {
    const rows = new MemoryRows();
    const store = new CheckpointStore(rows);
    keepAll(store, [2_000]);
    const [[key, value] = ["", new Uint8Array(0)]] = rows.entries("checkpoint/");
    const other = new TextEncoder().encode(new TextDecoder().decode(value).replace('"step":2000', '"step":2001'));
    for (const bytes of [value, other]) {
      rows.transaction((writer) => writer.put(key.replace(/2000$/, "2001"), bytes));
      expect(codeOf(() => store.find(runOf(), 2_001))).to.equal("STORE_DAMAGED");
    }
  });

  it("refuses a store of something else", () => {
    const rows = new MemoryRows();
    rows.transaction((writer) => writer.put("court", new Uint8Array(1)));
    expect(codeOf(() => new CheckpointStore(rows))).to.equal("STORE_FOREIGN");
  });

  it("stays within its bound: other runs go first, then every other checkpoint of this one", () => {
    const rows = new MemoryRows();
    const size = (): number => [...rows.entries("")].reduce((sum, [, value]) => sum + value.length, 0);
    keepAll(new CheckpointStore(rows), STEPS);
    const bound = 3 * size();
    const store = new CheckpointStore(rows, bound);
    for (const anchor of [1, 2, 3]) keepAll(store, STEPS, anchor);
    expect(store.runs).to.include(runOf(3));
    expect(store.runs).to.not.include(runOf(0));
    keepAll(
      store,
      Array.from({ length: 40 }, (_, i) => 500 * (i + 1)),
      4,
    );
    const steps = store.steps(runOf(4));
    expect(store.runs).to.deep.equal([runOf(4)]);
    expect(steps.at(-1)).to.equal(20_000);
    expect(steps.length).to.be.within(2, 39);
    expect(size()).to.be.at.most(bound);
    for (const step of steps) expect(loaded(store, step, 4)).to.equal(truth(step, 4));
    // Nothing is left of what was taken away.
    store.forget(runOf(4));
    expect(rows.keys("chunk/")).to.deep.equal([]);
  });

  it("gives up the last state of a run only with all others: it is the run's result", () => {
    const store = new CheckpointStore(new MemoryRows(), 2 ** 17);
    const machine = begun(4);
    const run = machine.stateHash();
    let thinned = 0;
    for (let step = 500; step <= 20_000; step += 500) {
      machine.run(500);
      const before = store.steps(run).length;
      store.keep(run, machine);
      if (store.steps(run).length <= before) thinned++;
      expect(store.steps(run).at(-1), `step ${step}`).to.equal(step);
    }
    expect(thinned).to.be.greaterThan(1);
  });

  it("keeps the preimages that a run made with the first checkpoint behind them", () => {
    const rows = new MemoryRows();
    const [store, children] = [new CheckpointStore(rows), [1n, 2n]];
    const nodes = new NodeStore(store.nodes, store.nodes.learn);
    const [hash] = nodes.add(children);
    expect(new CheckpointStore(rows).nodes.find(hash!, 2)).to.equal(undefined);
    keepAll(store, [1_000]);
    const again = new CheckpointStore(rows).nodes;
    expect(again.find(poseidon(children), 2)).to.deep.equal(children);
    expect(again.find(poseidon(children), 4)).to.equal(undefined);
  });

  it("is whole whichever step its process is killed before, in a sample of steps", () => {
    expectSurvival(5, 29);
  });
});
