import { describe, it } from "mocha";
import { expect } from "chai";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writer } from "../../bench/lib/writer.ts";
import { Machine } from "../../src/machine/machine.ts";
import { CheckpointStore } from "../../src/store/checkpointStore.ts";
import { openUnchecked } from "../../src/store/lmdb.ts";
import { expectSurvival } from "./crashCheckpoints.ts";

const [CHUNKS, CHECKPOINTS, CHANGED] = [4_096, 64, 16];

describe("checkpointStore: crashes", () => {
  it("is whole whenever its process is killed, at every third step", () => {
    expectSurvival(1, 3);
  });
});

describe("checkpointStore: a gibibyte of chunks", () => {
  it("takes what differs: 64 checkpoints of 16 MiB, in each of which 16 chunks have changed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "assize-dedup-"));
    try {
      const rows = openUnchecked(folder);
      const store = new CheckpointStore(rows);
      const machine = new Machine(writer(CHUNKS, CHUNKS * 4096));
      const run = machine.stateHash();
      machine.run(6 * CHUNKS);
      let written = 0;
      for (let i = 0; i < CHECKPOINTS; i++) {
        written += store.keep(run, machine);
        machine.run(5 * CHANGED);
      }
      expect(store.steps(run).length).to.equal(CHECKPOINTS);
      expect(written).to.be.within(CHUNKS, CHUNKS + CHECKPOINTS * (CHANGED + 2));
      expect(rows.keys("chunk/").length).to.equal(written);
      await store.close();
      expect(statSync(join(folder, "data.mdb")).size).to.be.below(2 ** 30 / 8);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
