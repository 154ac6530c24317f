import type { Machine } from "../machine/machine.ts";
import { Rewind } from "../machine/rewind.ts";
import { Shelf } from "../rollup/shelf.ts";
import { TRANSLATOR } from "../translator/engine.ts";
import { CheckpointStore } from "../store/checkpointStore.ts";
import { openLmdb } from "../store/lmdb.ts";
import type { Step } from "../types/step.ts";
import { grouped } from "./format.ts";
import type { JsonOptions } from "./options.ts";
import { showSetback } from "./output.ts";
import type { Progress } from "./progress.ts";
import type { CheckpointOptions } from "./runOptions.ts";

/** Steps between two looks at the clock. */
const SLICE = 2 ** 24;

/** @throws StoreError STORE_FOREIGN, STORE_DAMAGED, STORE_UNAVAILABLE */
export function checkpointsIn(folder: string, options: JsonOptions): CheckpointStore {
  return new CheckpointStore(openLmdb(folder), undefined, (error) => showSetback(options, error));
}

/**
 * Takes a machine that is at the start of a run of `maxSteps` steps to step `limit`, with checkpoints on the way.
 * @returns the step that it went on from, 0 where no checkpoint was of any use
 */
export function goTo(
  machine: Machine,
  store: CheckpointStore,
  { every }: CheckpointOptions,
  maxSteps: Step,
  limit: Step,
  progress: Progress,
): Step {
  const rewind = new Rewind(machine, TRANSLATOR);
  const first = rewind.keep();
  const shelf = new Shelf(store, maxSteps, TRANSLATOR.stepsPerSecond, every);
  shelf.open(rewind);
  for (let at = limit; rewind.step === 0;) {
    const nearest = shelf.steps.findLast((step) => step <= at) ?? 0;
    if (nearest === 0 || shelf.resume(rewind, nearest) !== undefined) break;
    rewind.restore(first);
    at = nearest - 1;
  }
  const from = rewind.step;
  for (let ended = false; rewind.step < limit && !ended;) {
    const next = Math.min(limit, shelf.due(rewind.step), rewind.step + SLICE);
    rewind.run(next - rewind.step);
    ended = rewind.step < next;
    shelf.passed(rewind, ended || next === maxSteps);
    progress.update(`step ${grouped(rewind.step)}`);
  }
  rewind.look(() => {});
  return from;
}
