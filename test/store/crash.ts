import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LedgerStore } from "../../src/store/ledgerStore.ts";
import { openUnchecked } from "../../src/store/lmdb.ts";
import { chainOf, COURT, rebuilt, seen } from "./points.ts";
import { MemoryRows } from "../../src/store/memoryRows.ts";

const [one, two, three] = chainOf(3, 10);
const [other, last] = chainOf(2, 20, one!.after);

/** Batches, a reorganisation of the last two, one that becomes final. */
export const story: readonly ((store: LedgerStore) => void)[] = [
  (store) => store.append(one!),
  (store) => store.append(two!),
  (store) => store.append(three!),
  (store) => store.append(other!),
  (store) => store.settle(1),
  (store) => store.append(last!),
];

const program = fileURLToPath(new URL("crashProcess.ts", import.meta.url));

/** What one may find: the store after each part of the story. */
function chapters(): string[] {
  const store = LedgerStore.open(new MemoryRows(), COURT);
  return [JSON.stringify(seen(store)), ...story.map((act) => (act(store), JSON.stringify(seen(store))))];
}

/** Kills a process before every `stride`-th step of the story: what is left is whole, and the story can be told to its end. */
export function expectSurvival(first: number, stride: number): void {
  const folder = mkdtempSync(join(tmpdir(), "assize-crash-"));
  try {
    const steps = Number(execFileSync(process.execPath, [program, join(folder, "whole"), "0"], { encoding: "utf8" }));
    expect(steps).to.be.greaterThan(60);
    const expected = chapters();
    for (let step = first; step <= steps; step += stride) {
      const where = join(folder, String(step));
      const { signal } = spawnSync(process.execPath, [program, where, String(step)]);
      expect(signal, `step ${step}`).to.equal("SIGKILL");
      const rows = openUnchecked(where);
      const store = LedgerStore.open(rows, COURT);
      expect(expected, `step ${step}`).to.include(JSON.stringify(seen(store)));
      if (rows.get("head") !== undefined) {
        const { output, root, stored } = rebuilt(rows);
        expect(root, `step ${step}: root`).to.equal(stored);
        expect(seen(store).points.at(-1), `step ${step}: output`).to.contain(output);
      }
      for (const act of story) act(store);
      expect(JSON.stringify(seen(store)), `step ${step}: told to its end`).to.equal(expected.at(-1));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
