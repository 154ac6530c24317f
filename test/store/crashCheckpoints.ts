import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CheckpointStore } from "../../src/store/checkpointStore.ts";
import { openUnchecked } from "../../src/store/lmdb.ts";
import { keepAll, loaded, runOf, truth } from "./runs.ts";

/** So small that the store has to take checkpoints away. */
export const BOUND = 60_000;

/** Two runs, the second of which pushes out the first and then every other checkpoint of its own. */
export const story: readonly ((store: CheckpointStore) => void)[] = [
  (store) => keepAll(store, [1_000, 2_000, 3_000], 1),
  (store) => keepAll(store, [2_000, 4_000, 6_000, 8_000, 10_000, 12_000], 2),
];

const program = fileURLToPath(new URL("crashCheckpointsProcess.ts", import.meta.url));

/** Kills a process before every `stride`-th step of the story: whatever then reads is true, and nothing is missing or left over. */
export function expectSurvival(first: number, stride: number): void {
  const folder = mkdtempSync(join(tmpdir(), "assize-crash-"));
  const truths = new Map<string, string>();
  const trueAt = (step: number, anchor: number): string => {
    const key = `${step} ${anchor}`;
    const known = truths.get(key) ?? truth(step, anchor);
    truths.set(key, known);
    return known;
  };
  try {
    const steps = Number(execFileSync(process.execPath, [program, join(folder, "whole"), "0"], { encoding: "utf8" }));
    expect(steps).to.be.greaterThan(40);
    for (let step = first; step <= steps; step += stride) {
      const where = join(folder, String(step));
      expect(spawnSync(process.execPath, [program, where, String(step)]).signal, `step ${step}`).to.equal("SIGKILL");
      const rows = openUnchecked(where);
      const store = new CheckpointStore(rows, BOUND);
      const named = new Set<string>();
      for (const anchor of [1, 2]) {
        for (const at of store.steps(runOf(anchor))) {
          expect(loaded(store, at, anchor), `step ${step}: ${at} of ${anchor}`).to.equal(trueAt(at, anchor));
          for (const { chunks } of store.find(runOf(anchor), at)!.sections) for (const name of chunks) named.add(name);
        }
      }
      for (const key of rows.keys("chunk/")) expect(named, `step ${step}`).to.include(key.slice("chunk/".length));
      for (const act of story) act(store);
      expect(store.runs, `step ${step}: told to its end`).to.deep.equal([runOf(2)]);
      expect(store.steps(runOf(2)).at(-1)).to.equal(12_000);
      expect(store.steps(runOf(2)).length).to.be.within(2, 5);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
